-- A name of a test or of a file never acts on a terminal or on GitHub.
local project = dofile("support/project.lua")
local p <close> = project.new {
  ["spec/a\27[31m_spec.lua"] = [[
describe("block \27[32m", function()
  it("esc \27]0;x\7 nul \0 c1 \u{9b} byte \155 back\\slash line\nfeed \u{202e}", function() error("boom", 0) end)
end)
it("back\\slash", function() error("boom", 0) end)
]],
  ["::error::x_spec.lua"] = "it('passes', function() end)\n",
}
local function show(...)
  local result = p:run("test", ".", "--jobs", "1", ...)
  print((project.stable(result.stdout):gsub("\27", "<ESC>"):gsub("\0", "<NUL>")))
end
show("--reporter", "pretty")
show("--reporter", "tap")
show("--reporter", "github", {GITHUB_STEP_SUMMARY = p.folder .. "/summary.md"})
print((project.stable(p:read("summary.md")):gsub("\27", "<ESC>")))
show("--list")
