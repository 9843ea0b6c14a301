-- os.exit outside of a test: the report names the block and the hook.
local project = dofile("support/project.lua")
local function spec(hook)
  return "describe('a block', function()\n  " .. hook
    .. "(function() os.exit(3) end)\n  it('t', function() end)\nend)\n"
end
local files = {
  ["spec/load_spec.lua"] = "os.exit(3)\n",
  ["spec/describe_spec.lua"] = "describe('a block', function() os.exit(3) end)\n",
  ["spec/file_setup_spec.lua"] = "setup(function() os.exit(3) end)\nit('t', function() end)\n",
}
for _, hook in ipairs {"setup", "teardown", "lazy_setup", "lazy_teardown", "before_each", "after_each"} do
  files["spec/" .. hook .. "_spec.lua"] = spec(hook)
end
local p <close> = project.new(files)
local result = p:run("test", "--jobs", "1", "--reporter", "pretty")
for line in result.stdout:gmatch("[^\n]+") do
  if line:find("^  %a.*%(spec/") or line:find("with status") then print((line:gsub("^ +", "  "))) end
end
