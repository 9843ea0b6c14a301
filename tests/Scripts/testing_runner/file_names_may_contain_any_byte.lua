-- Names that are not UTF-8, or look like a place in a file.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a:12_spec.lua"] = "it('fails', function() error('boom') end)\n",
  ["spec/x\xff_spec.lua"] = "it('has a name \\xfe', function() assert.equal(1, tries) end)\n",
  ["spec/d\xff/y_spec.lua"] = "it('passes', function() end)\n",
}
p:show("test", "--reporter", "pretty", "--retry", "1", "--jobs", "1")
p:show("test", "--reporter", "pretty", "spec/x\xff_spec.lua:1", "--jobs", "1")
p:show("test", "--reporter", "pretty", "--last-failed", "spec/x\xff_spec.lua", "--jobs", "1")
local result = p:run("test", "--reporter", "github", "spec/a:12_spec.lua")
print(result.stdout:match("^[^\n]-::[^\n]-::"))
result = p:run("test", "--reporter", "tap", "spec/a:12_spec.lua:1")
print(result.stdout:match("at:\n[^\n]+\n[^\n]+"))
