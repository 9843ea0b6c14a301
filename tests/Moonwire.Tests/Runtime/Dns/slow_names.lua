local native, host = ...
return {
  lookup = host.define(native.lookup),
  park = function() native.park() end, -- parks and continues, like a script whose hook raises before it suspends
  release = host.define(native.release),
}
