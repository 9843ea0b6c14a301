-- Provides the system functions to the files of `moonwire probe`. Scripts cannot reach these functions.
local native, host = ...
host.probing = {}
for name, f in next, native do host.probing[name] = host.define(f) end
