#!/usr/bin/env moonwire
print("after both")
