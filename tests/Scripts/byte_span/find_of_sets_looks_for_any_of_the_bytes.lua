local b = byte_span.append("key = value; other")
print(b:find_first_of("=;"), b:find_first_of("=;", 6), b:find_first_of("#"), b:find_first_of("", 1))
print(b:find_last_of("=;"), b:find_last_of("=;", 11), b:find_last_of("#"), b:find_last_of("k", 0),
  b:find_last_of("k", 1))
print(b:find_first_not_of("key "), b:find_first_not_of("key ", 6), b:find_first_not_of(b), b:find_first_not_of(""))
print(b:find_last_not_of("other"), b:find_last_not_of("other ;", 13), b:find_last_not_of(b), b:find_last_not_of(""),
  b:find_last_not_of("", 3))
-- many bytes in the set
local vowels = byte_span.append("aeiouAEIOU")
print(b:find_first_of(vowels), b:find_last_of(vowels), b:find_first_not_of(vowels, 2), b:find_last_not_of(vowels, 9))
print(b:find_first_of("abc", #b + 1), b:find_first_not_of("", #b + 1), b:find_last_not_of("", 0))
