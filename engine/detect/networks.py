"""The two networks of a face detector, each as a MediaPipe graph over a region of a picture.

`DetectionNet` finds faces in a region, `LandmarkNet` fits the 468-point mesh to one face. The
graphs are those of MediaPipe's face modules, but take any region: a frame, a tile or a face is
looked at without copying it, and the score of the mesh, which MediaPipe only thresholds, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.detect.native import Graph, Picture
from engine.types import Box, Floats

MESH_POINTS: Final = 468
_MESH_SIDE: Final = 192

_DETECTION_GRAPH: Final = """
input_stream: "image"
input_stream: "region"
output_stream: "detections"
executor {{ name: "" type: "ApplicationThreadExecutor" }}
node {{
  calculator: "ImageToTensorCalculator"
  input_stream: "IMAGE:image"
  input_stream: "NORM_RECT:region"
  output_stream: "TENSORS:pixels"
  output_stream: "MATRIX:matrix"
  options {{ [mediapipe.ImageToTensorCalculatorOptions.ext] {{
    output_tensor_width: {side} output_tensor_height: {side} keep_aspect_ratio: true
    output_tensor_float_range {{ min: -1.0 max: 1.0 }} border_mode: BORDER_ZERO }} }}
}}
node {{
  calculator: "SsdAnchorsCalculator"
  output_side_packet: "anchors"
  options {{ [mediapipe.SsdAnchorsCalculatorOptions.ext] {{
    input_size_width: {side} input_size_height: {side} min_scale: 0.1484375 max_scale: 0.75
    anchor_offset_x: 0.5 anchor_offset_y: 0.5 aspect_ratios: 1.0 fixed_anchor_size: true
    {anchors} }} }}
}}
node {{
  calculator: "InferenceCalculator"
  input_stream: "TENSORS:pixels"
  output_stream: "TENSORS:raw"
  options {{ [mediapipe.InferenceCalculatorOptions.ext] {{
    model_path: "mediapipe/modules/face_detection/{model}"
    delegate {{ xnnpack {{ num_threads: 1 }} }} }} }}
}}
node {{
  calculator: "TensorsToDetectionsCalculator"
  input_stream: "TENSORS:raw"
  input_side_packet: "ANCHORS:anchors"
  output_stream: "DETECTIONS:all"
  options {{ [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {{
    num_classes: 1 num_boxes: {boxes} num_coords: 16
    x_scale: {side} y_scale: {side} w_scale: {side} h_scale: {side}
    box_coord_offset: 0 keypoint_coord_offset: 4 num_keypoints: 6 num_values_per_keypoint: 2
    reverse_output_order: true sigmoid_score: true score_clipping_thresh: 100.0
    min_score_thresh: {min_score} }} }}
}}
node {{
  calculator: "NonMaxSuppressionCalculator"
  input_stream: "all"
  output_stream: "distinct"
  options {{ [mediapipe.NonMaxSuppressionCalculatorOptions.ext] {{
    min_suppression_threshold: 0.3 overlap_type: INTERSECTION_OVER_UNION algorithm: WEIGHTED }} }}
}}
node {{
  calculator: "DetectionProjectionCalculator"
  input_stream: "DETECTIONS:distinct"
  input_stream: "PROJECTION_MATRIX:matrix"
  output_stream: "DETECTIONS:detections"
}}
"""

_MESH_GRAPH: Final = """
input_stream: "image"
input_stream: "region"
output_stream: "points"
output_stream: "presence"
executor { name: "" type: "ApplicationThreadExecutor" }
node {
  calculator: "ImageToTensorCalculator"
  input_stream: "IMAGE:image"
  input_stream: "NORM_RECT:region"
  output_stream: "TENSORS:pixels"
  options { [mediapipe.ImageToTensorCalculatorOptions.ext] {
    output_tensor_width: 192 output_tensor_height: 192
    output_tensor_float_range { min: 0.0 max: 1.0 } } }
}
node {
  calculator: "InferenceCalculator"
  input_stream: "TENSORS:pixels"
  output_stream: "TENSORS:raw"
  options { [mediapipe.InferenceCalculatorOptions.ext] {
    model_path: "mediapipe/modules/face_landmark/face_landmark.tflite"
    delegate { xnnpack { num_threads: 1 } } } }
}
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "raw"
  output_stream: "raw_points"
  output_stream: "raw_presence"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 } } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:raw_points"
  output_stream: "FLOATS:points"
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:raw_presence"
  output_stream: "FLOAT:presence"
  options { [mediapipe.TensorsToFloatsCalculatorOptions.ext] { activation: SIGMOID } }
}
"""


@dataclass(frozen=True, slots=True)
class Region:
    """A square of a picture, in its pixels; may reach past the border.

    x, y: centre. side: of the square. angle: clockwise rotation in radians.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Detection:
    """A face as the detector sees it, in picture pixels.

    score: 0..1. keypoints: (6, 2) float32, right eye, left eye, nose tip, mouth, right ear,
    left ear.
    """

    box: Box
    score: float
    keypoints: Floats


@dataclass(frozen=True, slots=True)
class Mesh:
    """The face mesh. points: (468, 3) float32 picture pixels. presence: 0..1, a face is there.

    box: around the points. centre: of the box.
    """

    points: Floats
    presence: float
    box: Box
    centre: tuple[float, float]


class DetectionNet:
    """Finds faces in a region. One thread only.

    short_range: the 128-pixel network for faces that fill the picture (within 2 m of a camera),
    instead of the 192-pixel one for faces up to 5 m away.
    """

    def __init__(self, *, short_range: bool = False, min_score: float = 0.5) -> None:
        if short_range:
            config = _DETECTION_GRAPH.format(
                side=128,
                boxes=896,
                model="face_detection_short_range.tflite",
                anchors="num_layers: 4 strides: [8, 16, 16, 16] "
                "interpolated_scale_aspect_ratio: 1.0",
                min_score=min_score,
            )
        else:
            config = _DETECTION_GRAPH.format(
                side=192,
                boxes=2304,
                model="face_detection_full_range_sparse.tflite",
                anchors="num_layers: 1 strides: 4 interpolated_scale_aspect_ratio: 0.0",
                min_score=min_score,
            )
        self._graph = Graph(config, ("detections",))

    def find(self, picture: Picture, region: Region) -> list[Detection]:
        """Faces in the region, best first."""
        found = self._graph.run(image=picture.packet, region=_rect(picture, region))
        if "detections" not in found:
            return []
        messages = picture.runtime.packet_getter.get_proto_list(found["detections"])
        return sorted((_detection(picture, m) for m in messages), key=lambda d: -d.score)

    def close(self) -> None:
        """Free the network; harmless when called twice."""
        self._graph.close()


class LandmarkNet:
    """Fits the mesh to the face in a region. One thread only."""

    def __init__(self) -> None:
        self._graph = Graph(_MESH_GRAPH, ("points", "presence"))

    def fit(self, picture: Picture, region: Region) -> Mesh:
        """The mesh that fits best, and how surely there is a face at all."""
        found = self._graph.run(image=picture.packet, region=_rect(picture, region))
        getter = picture.runtime.packet_getter
        raw = np.array(getter.get_float_list(found["points"]), dtype=np.float32)
        # All x, then all y, then all z in memory: whatever is done with them takes an eighth of
        # the time that it takes where they alternate.
        scale = np.float32(region.side / _MESH_SIDE)
        points = np.multiply(raw.reshape(MESH_POINTS, 3).T, scale, order="C")
        places = points[:2]
        places -= np.float32(0.5 * region.side)
        cos, sin = np.cos(region.angle), np.sin(region.angle)
        turn = np.array([[cos, -sin], [sin, cos]], dtype=np.float32)
        places[:] = turn @ places + np.array([[region.x], [region.y]], dtype=np.float32)
        low, high = places.min(axis=1), places.max(axis=1)
        (left, top), (width, height) = low.tolist(), (high - low).tolist()
        x, y = ((low + high) / 2).tolist()
        presence = float(getter.get_float(found["presence"]))
        return Mesh(points.T, presence, Box(left, top, width, height), (x, y))

    def close(self) -> None:
        """Free the network; harmless when called twice."""
        self._graph.close()


def _rect(picture: Picture, region: Region) -> Any:  # noqa: ANN401 - native packets are untyped
    return picture.rect_packet(region.x, region.y, region.side, region.angle)


def _detection(picture: Picture, message: Any) -> Detection:  # noqa: ANN401 - protobuf message
    width, height = picture.width, picture.height
    place = message.location_data
    box = place.relative_bounding_box
    return Detection(
        Box(box.xmin * width, box.ymin * height, box.width * width, box.height * height),
        float(message.score[0]),
        np.array(
            [(point.x * width, point.y * height) for point in place.relative_keypoints],
            dtype=np.float32,
        ),
    )
