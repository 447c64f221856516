import type { AnnotationFormat } from './format.ts';
import { addaxCsv } from './formats/addax-csv.ts';
import { boxSheet } from './formats/box-sheet.ts';
import { camtrapDp } from './formats/camtrap-dp.ts';
import { classList } from './formats/class-list.ts';
import { cocoCameraTraps } from './formats/coco-camera-traps.ts';
import { coco } from './formats/coco.ts';
import { createMl } from './formats/create-ml.ts';
import { customVision } from './formats/custom-vision.ts';
import { cvatImages } from './formats/cvat-images.ts';
import { datumaro } from './formats/datumaro.ts';
import { labelStudioCsv } from './formats/label-studio-csv.ts';
import { labelStudioMin } from './formats/label-studio-min.ts';
import { labelStudio } from './formats/label-studio.ts';
import { labelmeXml } from './formats/labelme-xml.ts';
import { megaDetector } from './formats/megadetector.ts';
import { openImages } from './formats/open-images.ts';
import { sageMaker } from './formats/sagemaker.ts';
import { sheetFormat } from './formats/sheet.ts';
import { teachableMachine } from './formats/teachable-machine.ts';
import { timelapse } from './formats/timelapse.ts';
import { vertexAi } from './formats/vertex-ai.ts';
import { vertexCsv } from './formats/vertex-csv.ts';
import { voc } from './formats/voc.ts';
import { vottCsv } from './formats/vott-csv.ts';
import { vott } from './formats/vott.ts';
import { yolo } from './formats/yolo.ts';

/** All formats, in the order in which they are tried: a format comes before those whose files it might be taken for. */
export const allFormats: readonly AnnotationFormat[] = [
  camtrapDp,
  cvatImages,
  labelmeXml,
  voc,
  yolo,
  cocoCameraTraps,
  coco,
  megaDetector,
  labelStudio,
  labelStudioMin,
  createMl,
  datumaro,
  vott,
  sageMaker,
  vertexAi,
  customVision,
  teachableMachine,
  openImages,
  addaxCsv,
  timelapse,
  labelStudioCsv,
  vertexCsv,
  vottCsv,
  boxSheet,
  classList,
  // Any table about pictures.
  sheetFormat(),
];
