"""The extractor's version: raised with every change that can change what is read."""

VERSION = "1.27.0"
