-- env: MOONWIRE_TEST_ONE=a=b c
-- env: MOONWIRE_TEST_EMPTY=
local system = require "system"
local environment = system.environment
print(environment.MOONWIRE_TEST_ONE, environment.MOONWIRE_TEST_EMPTY, environment.MOONWIRE_TEST_NONE)
print(environment.PATH == os.getenv("PATH"))
for name, value in pairs(environment) do
  if os.getenv(name) ~= value then print(name, value) end
end
environment.MOONWIRE_TEST_ONE = "changed"
print(os.getenv("MOONWIRE_TEST_ONE"), system.environment.MOONWIRE_TEST_ONE)
