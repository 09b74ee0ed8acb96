export { build } from './builders/build.ts';
export { createFakeClock, type FakeClock, type FakeClockOptions } from './fake-runtime/fake-clock.ts';
export { createFakeNetwork, type FakeNetwork } from './fake-runtime/fake-network.ts';
export { createFakeProfile, type FakeProfile, type FakeTab } from './fake-runtime/fake-profile.ts';
export { createFakeRuntime, type FakeRuntime, type FakeRuntimeOptions } from './fake-runtime/fake-runtime.ts';
export { createFakeTimers, type FakeTimers, type FakeTimersOptions } from './fake-runtime/fake-timers.ts';
export { createFakeVisibility, type FakeVisibility } from './fake-runtime/fake-visibility.ts';
export { createSeededRandom } from './fake-runtime/seeded-random.ts';
export type { Faults } from './memory-network/faults.ts';
export {
  type Crossed,
  createMemoryNetwork,
  type MemoryNetwork,
  type MemoryNetworkOptions,
  type NetworkLink,
} from './memory-network/memory-network.ts';
export type { Believer } from './memory-network/network-connection.ts';
export { createScriptedServer, type ScriptedPeer, type ScriptedServer } from './memory-network/scripted-server.ts';
export type { ServerSession, ServerSocket, SocketServer } from './memory-network/socket-server.ts';
export { type RuntimeCheck, type RuntimesUnderTest, runtimeChecks } from './runtime-checks/runtime-checks.ts';
export { searchChecks } from './search-checks/search-checks.ts';
export type { StorageCheck, StorageHarness, StoragePlace } from './storage-checks/harness.ts';
export { memoryHarness } from './storage-checks/memory-harness.ts';
export { type ModelCheckOptions, modelCheck } from './storage-checks/model-check.ts';
export { storageChecks } from './storage-checks/storage-checks.ts';
export { type CommitFault, type StorageFaults, withFaults } from './storage-faults/with-faults.ts';
export type { TransportCheck, TransportUnderTest } from './transport-checks/transport-check.ts';
export { transportChecks } from './transport-checks/transport-checks.ts';
