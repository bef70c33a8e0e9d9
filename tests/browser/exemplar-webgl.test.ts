import { openWebgl } from '../../src/engines/lipsync/exemplar/webgl/open-webgl';
import { WebglFacePainter } from '../../src/engines/lipsync/exemplar/webgl/webgl-face-painter';
import { describePainter, mesh } from './face-painters';

describePainter('WebGL', () => {
  const gl = openWebgl({ software: true });
  if (gl === null) throw new Error('This browser offers no WebGL 2.');
  return new WebglFacePainter(gl, mesh);
});
