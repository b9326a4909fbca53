"""The family `ocr`: the text in a picture, by PP-OCRv6's two small networks on ONNX Runtime.

The networks are those that the package rapidocr carries (Apache-2.0, of PaddleOCR's authors). Its own code is not used:
it looks at a picture in one piece, which takes the lane for as long, and brings opencv, shapely and pyclipper.
"""

from localvoice.models.ocr.reader import load

__all__ = ["load"]
