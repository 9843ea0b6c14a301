require(...)
