export {
  createFaultProxy,
  type Endpoint,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStats,
} from './fault-proxy/create-fault-proxy.ts';
