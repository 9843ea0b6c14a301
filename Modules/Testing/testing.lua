-- Provides the system functions to the files of `moonwire test`. Scripts cannot reach these functions.
local native, host = ...
local define = host.define
host.testing = {}
for name, f in next, native do host.testing[name] = define(f) end
