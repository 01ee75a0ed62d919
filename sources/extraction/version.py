"""The extractor's version: raised with every change that can change what is read."""

VERSION = "1.28.0"
