"""What several tests share: places, copies of the course, made classes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
