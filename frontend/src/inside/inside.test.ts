import { describe as about, expect, test } from 'vitest';
import { activityOf, filtersFrom, insightFrom, pictureOf, type Stage } from './answer';
import { columnsFor, movedBy } from './arrange';
import { activityShades, isLight, saliencyShades, through, weightShades } from './shades';
import { filterSizeOf, gapOf, sizeOf } from './size';
import { contentsOf, describe, feedingOf, signed } from './words';

const base64 = (...bytes: number[]) => btoa(String.fromCharCode(...bytes));

const MAPS = {
  name: 'convolution 1',
  kind: 'maps',
  layers: ['Convolution', 'ReLU'],
  shape: [2, 1, 2],
  largest: 2,
  values: base64(0, 255, 51, 51),
  fed_by: null,
};
const CELLS = {
  name: 'output',
  kind: 'cells',
  layers: ['Dense', 'Softmax'],
  shape: [3],
  largest: 1,
  values: base64(0, 255, 0),
  fed_by: [[], [[1, 0.5]], [[0, -12.34]]],
};
const ANSWER = {
  digit: 7,
  confidence: 0.9,
  probabilities: Array<number>(10).fill(0.1),
  model: 'cnn',
  input: 'data:image/png;base64,AAAA',
  activations: [MAPS, CELLS],
  saliency: {
    digit: 7,
    shape: [28, 28],
    largest: 1,
    values: base64(...Array<number>(784).fill(129)),
  },
};
const [maps, cells] = insightFrom(ANSWER).stages as [Stage, Stage];

about('the answer of the server', () => {
  test('becomes what the page shows', () => {
    const { reading, saliency } = insightFrom(ANSWER);
    expect(reading.model).toBe('cnn');
    expect([saliency.digit, saliency.values[0]]).toEqual([7, -127]);
    expect([maps.neurons, maps.height, maps.width]).toEqual([2, 1, 2]);
    expect([...pictureOf(maps, 1)]).toEqual([51, 51]);
    expect([cells.height, cells.width]).toEqual([1, 1]);
    expect(maps.fedBy).toBeNull();
    expect(cells.fedBy?.[2]).toEqual([{ neuron: 0, contribution: -12.34 }]);
  });

  test('says how active a neuron is: a cell’s value, a map’s mean', () => {
    expect(activityOf(maps, 0)).toBeCloseTo(1);
    expect(activityOf(maps, 1)).toBeCloseTo(0.4);
    expect(activityOf(cells, 1)).toBe(1);
  });

  test.each([
    ['without activations', { ...ANSWER, activations: undefined }],
    ['with too few bytes', { ...ANSWER, activations: [{ ...MAPS, values: base64(1) }] }],
    ['with no bytes', { ...ANSWER, activations: [{ ...MAPS, values: '?' }] }],
    ['without a shape', { ...ANSWER, activations: [{ ...MAPS, shape: [] }] }],
    ['fed by nobody', { ...ANSWER, activations: [MAPS, { ...CELLS, fed_by: [[]] }] }],
    [
      'fed from nowhere',
      { ...ANSWER, activations: [MAPS, { ...CELLS, fed_by: [[[2, 1]], [], []] }] },
    ],
    ['without saliency', { ...ANSWER, saliency: undefined }],
  ])('is not taken %s', (_, answer) => {
    expect(() => insightFrom(answer)).toThrow(TypeError);
  });

  test('holds filters, their weights from -127 to 127', () => {
    const filters = filtersFrom({ shape: [1, 1, 2], largest: [3], values: base64(129, 127) });
    expect(filters.neurons).toBe(1);
    expect([...pictureOf(filters, 0)]).toEqual([-127, 127]);
    expect(() => filtersFrom({ shape: [1, 3, 3], values: base64(1) })).toThrow(TypeError);
  });
});

about('neurons lie in rows', () => {
  test.each([
    [24, 56, 4, 800, 12],
    [96, 28, 2, 800, 24],
    [10, 40, 4, 800, 10],
    [24, 42, 4, 328, 6],
    [13, 20, 0, 100, 5],
    [10, 84, 4, 801, 5],
    [5, 50, 4, 20, 1],
  ])('%d of %d px, %d px apart, in %d px: %d in a row', (neurons, size, gap, width, columns) => {
    expect(columnsFor(neurons, size, gap, width)).toBe(columns);
  });

  test.each([
    ['ArrowRight', 4, 5],
    ['ArrowLeft', 0, null],
    ['ArrowDown', 4, 8],
    ['ArrowDown', 9, null],
    ['ArrowUp', 4, 0],
    ['ArrowUp', 3, null],
    ['Home', 7, 0],
    ['End', 7, 11],
    ['Tab', 7, null],
  ])('%s leads from %d to %s', (key, at, to) => {
    expect(movedBy(key, at, 12, 4)).toBe(to);
  });

  test('of which each fits into the smallest phone, large enough for a finger', () => {
    const stages = [
      [24, 28],
      [48, 14],
      [96, 7],
      [128, 1],
      [16, 1],
    ].map(([neurons = 0, side = 0]) => ({
      ...cells,
      name: '',
      neurons,
      height: side,
      width: side,
    }));
    for (const stage of [...stages, { ...cells, neurons: 10 }]) {
      const size = sizeOf(stage, 296);
      expect(size).toBeGreaterThanOrEqual(24);
      const columns = columnsFor(stage.neurons, size, gapOf(size), 296);
      expect(columns * (size + gapOf(size)) - gapOf(size)).toBeLessThanOrEqual(296);
    }
  });

  test('maps and filters show whole pixels on a large screen', () => {
    for (const side of [28, 14, 7]) {
      expect(sizeOf({ ...maps, height: side, width: side }, 800) % side).toBe(0);
    }
    for (const side of [3, 6]) expect(filterSizeOf(side, 24) % side).toBe(0);
  });
});

about('shades', () => {
  const light = (rgba: Uint8ClampedArray, i = 0) => rgba[4 * i] ?? 0;

  test('are the lighter the more active', () => {
    const rgba = activityShades(Uint8Array.of(0, 10, 255));
    expect(light(rgba, 0)).toBeLessThan(light(rgba, 1));
    expect(light(rgba, 1)).toBeLessThan(light(rgba, 2));
    expect(rgba[3]).toBe(255);
    expect([rgba.slice(0, 4), rgba.slice(8)].map(isLight)).toEqual([false, true]);
  });

  test('of weights lie on both sides of the middle', () => {
    const rgba = weightShades(Int8Array.of(-127, 0, 127));
    expect(light(rgba, 0)).toBeLessThan(light(rgba, 1));
    expect(light(rgba, 1)).toBeLessThan(light(rgba, 2));
  });

  test('show what spoke for a digit and what spoke against it apart', () => {
    const [values, ink] = [Int8Array.of(127, -127), Uint8Array.of(255, 255)];
    const [pro, contra] = [saliencyShades(values, ink, 1), saliencyShades(values, ink, -1)];
    expect(light(pro, 0)).toBe(255);
    expect(light(pro, 1)).toBeLessThan(80);
    expect(light(contra, 1)).toBe(255);
    expect(light(contra, 0)).toBeLessThan(80);
  });

  test('of what comes through weights are those of weights where there is ink', () => {
    expect([...through(Int8Array.of(-100, 100, 100), Uint8Array.of(255, 0, 51))]).toEqual([
      -100, 0, 20,
    ]);
  });
});

about('words', () => {
  test('say what a stage is and what a neuron does', () => {
    expect(contentsOf(maps)).toBe('2 maps of 1 × 2: 3 × 3 filters, ReLU');
    expect(contentsOf({ ...cells, layers: ['Dense', 'Own'] })).toBe(
      '3 neurons: weighted sums, Own',
    );
    expect(describe(maps, 1)).toBe('map 2, mean 0.4');
    expect(describe({ ...cells, name: 'dense 1', layers: ['Dense'], largest: 240 }, 1)).toBe(
      'neuron 2, activity 240',
    );
    expect(describe(cells, 0)).toBe('digit 0, 0\u00a0%');
  });

  test('say what feeds it', () => {
    expect(feedingOf(null, [])).toMatch(/picture/);
    expect(feedingOf(maps, [])).toMatch(/Nothing/);
    expect(feedingOf(maps, cells.fedBy?.[2] ?? [])).toBe(
      'Fed most by map 1 (−12) of convolution 1.',
    );
    expect([signed(0.0123), signed(-1234.5)]).toEqual(['+0.012', '−1235']);
  });
});
