/** The ids and instants of the documentation's examples, so that they tell one story. */
export const exampleIds = {
  connection: '01982f6a-7c1e-7b6a-9a55-3f0d5b2a9c01',
  volumeTest: '01982f6b-10a4-7d21-8f4e-6c1be2f0a712',
  freshnessTest: '01982f6b-5e0c-7a9b-b1d2-0e9a4c7d8f23',
  run: '01982f70-2b7d-7c44-8e3a-5d6f7a8b9c34',
  schedule: '01982f6c-3b5a-7c90-92d1-7f8e9a0b1c2d',
  execution: '01982f70-2b7d-7000-9d1c-2e3f4a5b6c45',
  user: '01982f60-1a2b-7c3d-8e4f-5a6b7c8d9e01',
  apiKey: '01982f61-0b1c-7d2e-9f3a-4b5c6d7e8f02',
  incident: '01982f70-2f10-7b41-a2c3-4d5e6f708192',
  incidentEvent: '01982f70-2f10-7000-8004-5e6f708192a3',
  channel: '01982f6d-44e1-7a52-8b1c-0d9e8f7a6b5c',
  alertRule: '01982f6d-90b2-7c63-9d2e-1f0a9b8c7d6e',
  alertThread: '01982f71-1a2b-7000-8c3d-2e1f0a9b8c7d',
  delivery: '01982f71-1a2b-7d74-8e4f-3a2b1c0d9e8f',
  mail: '01982f76-03aa-7e1b-9c4d-1a2b3c4d5e6f',
} as const;

export const exampleInstants = {
  created: '2026-01-31T05:40:12.331Z',
  queued: '2026-01-31T06:00:00.125Z',
  started: '2026-01-31T06:00:00.310Z',
  measured: '2026-01-31T06:00:00.402Z',
  finished: '2026-01-31T06:00:00.871Z',
} as const;
