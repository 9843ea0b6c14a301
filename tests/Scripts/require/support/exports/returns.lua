new = "the last one"
local function get() return shared end
local function set(value) shared = value end
return {get = get, set = set}
