"""Signing: an issued PDF says which device's key signed it, and whether it is still the same.

A report is signed twice at most, in fields that are made with it: when it is issued (which permits
nothing further but the second signature) and when it is approved. There is no authority behind a
key and none behind a time. What a signature shows is that the file is as it was, and that whoever
made it held the key of a certain device; it is no signature in the sense of any law.
"""
