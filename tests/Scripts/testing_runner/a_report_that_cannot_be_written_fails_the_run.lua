local project = dofile("support/project.lua")
local p <close> = project.new {["spec/a_spec.lua"] = "it('passes', function() end)\n", file = ""}
p:show("test", "--reporter", "pretty", "--reporter", "junit:/dev/full")
p:show("test", "--reporter", "pretty", "--reporter", "junit:spec")
p:show("test", "--reporter", "pretty", "--reporter", "json:spec/a_spec.lua/report.json")
-- The summary of a job is a report, too.
p:show("test", "--reporter", "github", {GITHUB_STEP_SUMMARY = "/dev/full"})
p:show("test", "--reporter", "github", {GITHUB_STEP_SUMMARY = "spec"})
