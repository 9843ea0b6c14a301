-- The behaviour that the reference's own test suite requires, in other words.
local text = byte_span.append("=abcd=abcd=xyz;")
print(text:find("abcd"), text:find("abcd", 3), text:find("abcd", 7), text:find("="), text:find("c", 2), text:find("cd"))
local letters = byte_span.append("QRSTU")
print(letters:find_first_not_of("PQR"), letters:find_first_not_of("PQR", 5), letters:find_first_not_of("Q"),
  letters:find_first_not_of("S", 3))
print(letters:find_last_not_of("STU"), byte_span.append("QRSTUV"):find_last_not_of("TUV", 4))
print(byte_span.append("PQQP"):find_last_not_of("P"), byte_span.append("PQQP"):find_last_not_of("P", 2))
