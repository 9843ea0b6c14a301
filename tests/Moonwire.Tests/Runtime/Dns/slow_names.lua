local native, host = ...
return {
  lookup = host.define(native.lookup),
  park = function() native.park() end, -- and goes on, as a script does whose hook raises before it suspends
  release = host.define(native.release),
}
