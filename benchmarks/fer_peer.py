"""Run the PyPI package fer over a video: started by `analyze_cpu`, in fer's own environment.

Decodes with OpenCV, detects with fer's own face detector, reads every face; prints one JSON line.
"""

import json
import sys
import time

import cv2
from fer.fer import FER


def main() -> None:
    """Analyse the video that the first argument names."""
    detector = FER()
    video = cv2.VideoCapture(sys.argv[1])
    began = time.process_time()
    frames = with_face = 0
    while True:
        read, picture = video.read()
        if not read:
            break
        frames += 1
        with_face += bool(detector.detect_emotions(picture))
    loop = time.process_time() - began
    print(json.dumps({"frames": frames, "with_face": with_face, "loop_cpu_s": loop}))


if __name__ == "__main__":
    main()
