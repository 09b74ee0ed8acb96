type Attributes = Readonly<Record<string, string | number | boolean>>;
interface Described {
  description?: string;
  unit?: string;
}

/** The part of an OpenTelemetry `Meter` that is used here: pass `metrics.getMeter('tidemark')` of `@opentelemetry/api`. */
export interface Meter {
  createCounter(name: string, options?: Described): { add(value: number, attributes?: Attributes): void };
  createHistogram(name: string, options?: Described): { record(value: number, attributes?: Attributes): void };
  createObservableGauge(name: string, options?: Described): ObservableGauge;
}

interface ObservableGauge {
  addCallback(callback: (result: GaugeResult) => void): void;
  removeCallback(callback: (result: GaugeResult) => void): void;
}

interface GaugeResult {
  observe(value: number, attributes?: Attributes): void;
}

/** What is counted and measured. `label`: the attribute by which it is told apart. */
export const INSTRUMENTS = {
  'tidemark.sync.duration': ['histogram', 'ms', 'From the attempt to its end', 'outcome'],
  'tidemark.message.sent': ['histogram', 'ms', 'From send to the server’s order', undefined],
  'tidemark.message.delivered': ['histogram', 'ms', 'From send to the devices of all others', undefined],
  'tidemark.ops': ['counter', '{op}', 'Ops that came to an end', 'outcome'],
  'tidemark.looks': ['counter', '{look}', 'Windows opened or extended', 'held'],
  'tidemark.evicted': ['counter', '{message}', 'Messages that went to make room', 'why'],
  'tidemark.storage.failures': ['counter', '{failure}', 'What the device’s storage refused', 'code'],
  'tidemark.security.failures': ['counter', '{failure}', 'Tokens, users and seals not accepted', 'code'],
} as const;

export type Instrument = keyof typeof INSTRUMENTS;

/** What is asked for when somebody looks. */
export const GAUGES = {
  'tidemark.outbox.depth': ['{op}', 'Ops the server has not confirmed'],
  'tidemark.outbox.oldest': ['ms', 'How long the oldest of them waits'],
  'tidemark.connection.up': ['1', '1 while connected'],
} as const;

export interface Measurement {
  readonly instrument: Instrument;
  readonly value: number;
  readonly label?: string | undefined;
}

/** Makes the instruments on a meter. The functions move them; `close` takes the gauges away. */
export function meterSink(meter: Meter, read: () => Readonly<Record<keyof typeof GAUGES, number>>): MeterSink {
  const moves = new Map<string, (value: number, attributes: Attributes) => void>();
  for (const [name, [kind, unit, description]] of Object.entries(INSTRUMENTS)) {
    if (kind === 'counter') {
      const counter = meter.createCounter(name, { unit, description });
      moves.set(name, (value, attributes) => counter.add(value, attributes));
    } else {
      const histogram = meter.createHistogram(name, { unit, description });
      moves.set(name, (value, attributes) => histogram.record(value, attributes));
    }
  }
  const ends = Object.entries(GAUGES).map(([name, [unit, description]]) => {
    const gauge = meter.createObservableGauge(name, { unit, description });
    const look = (result: GaugeResult): void => result.observe(read()[name as keyof typeof GAUGES]);
    gauge.addCallback(look);
    return () => gauge.removeCallback(look);
  });
  return {
    measured({ instrument, value, label }) {
      const by = INSTRUMENTS[instrument][3];
      moves.get(instrument)?.(value, by === undefined || label === undefined ? {} : { [by]: label });
    },
    close() {
      for (const end of ends) end();
    },
  };
}

interface MeterSink {
  measured(measurement: Measurement): void;
  close(): void;
}
