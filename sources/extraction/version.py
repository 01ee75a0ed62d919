"""The extractor's version: raised with every change that can change what is read (DESIGN.md section 4)."""

VERSION = "1.14.0"
