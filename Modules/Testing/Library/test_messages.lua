-- The English messages of the assertions. The keys and the number of values are as in luassert, because suites may
-- replace the messages through the module "say".

local function set(say, name, positive, negative)
  say:set("assertion." .. name .. ".positive", positive)
  if negative then say:set("assertion." .. name .. ".negative", negative) end
end

return function(say)
  set(say, "same", "Expected objects to be the same.\nPassed in:\n%s\nExpected:\n%s",
    "Expected objects to differ.\nPassed in:\n%s\nDid not expect:\n%s")
  set(say, "equals", "Expected objects to be equal.\nPassed in:\n%s\nExpected:\n%s",
    "Expected objects to be unequal.\nPassed in:\n%s\nDid not expect:\n%s")
  set(say, "near", "Expected numbers to be near.\nPassed in:\n%s\nExpected:\n%s +/- %s",
    "Expected numbers to be further apart.\nPassed in:\n%s\nDid not expect:\n%s +/- %s")
  set(say, "matches", "Expected the string to match.\nPassed in:\n%s\nExpected:\n%s",
    "Expected the string not to match.\nPassed in:\n%s\nDid not expect:\n%s")
  set(say, "unique", "Expected no two elements to be equal:\n%s", "Expected two elements to be equal:\n%s")
  set(say, "error", "Expected a different error.\nCaught:\n%s\nExpected:\n%s", "Expected no error.\nCaught:\n%s")
  set(say, "truthy", "Expected neither false nor nil.\nPassed in:\n%s", "Expected false or nil.\nPassed in:\n%s")
  set(say, "falsy", "Expected false or nil.\nPassed in:\n%s", "Expected neither false nor nil.\nPassed in:\n%s")
  set(say, "array_holes", "Expected the array to have holes, but it has none.",
    "Expected the array to have no holes.\nFirst hole at position:\n%s")
  set(say, "returned_arguments", "Expected %s value(s), but got %s.", "Expected another number of values than %s.")

  set(say, "called", "Expected to be called %s time(s), but was called %s time(s)",
    "Expected not to be called exactly %s time(s), but it was.")
  set(say, "called_at_least", "Expected to be called at least %s time(s), but was called %s time(s)")
  set(say, "called_at_most", "Expected to be called at most %s time(s), but was called %s time(s)")
  set(say, "called_more_than", "Expected to be called more than %s time(s), but was called %s time(s)")
  set(say, "called_less_than", "Expected to be called less than %s time(s), but was called %s time(s)")
  set(say, "called_with",
    "Function was never called with matching arguments.\nCalled with (last call if any):\n%s\nExpected:\n%s",
    "Function was called with matching arguments at least once.\nCalled with (last matching call):\n%s\n"
      .. "Did not expect:\n%s")
  set(say, "returned_with",
    "Function never returned matching arguments.\nReturned (last call if any):\n%s\nExpected:\n%s",
    "Function returned matching arguments at least once.\nReturned (last matching call):\n%s\nDid not expect:\n%s")

  say:set("assertion.internal.argtolittle", "the '%s' function requires a minimum of %s arguments, got: %s")
  say:set("assertion.internal.badargtype", "bad argument #%s to '%s' (%s expected, got %s)")
end
