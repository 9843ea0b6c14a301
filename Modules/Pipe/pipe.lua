local native, host = ...
local define = host.define

local shared = {}
for _, name in ipairs {"close", "cancel", "assign", "release", "dup", "isatty", "tcgetpgrp", "tcsetpgrp"} do
  shared[name] = define(native[name])
end
local is_open, check_lines, next_line = define(native.is_open), define(native.check_lines), define(native.next_line)

local function make_type(mt, methods)
  for name, f in pairs(shared) do methods[name] = f end
  host.members(mt, methods, {is_open = is_open})
  mt.__tostring = define(native.__tostring)
  mt.__close = shared.close
end

make_type(native["pipe.read_stream"], {
  read_some = define(native.read_some),
  read_line = define(native.read_line),
  read_text = define(native.read_text),
  lines = function(self, max)
    check_lines(self, max)
    return function() return next_line(self, max) end
  end,
})
make_type(native["pipe.write_stream"], {
  write_some = define(native.write_some),
  write = define(native.write),
})

return {
  pair = define(native.pair),
  read_stream = {new = define(native.new_reader)},
  write_stream = {new = define(native.new_writer)},
}
