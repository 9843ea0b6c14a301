namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Recognizes statements of other languages. Lua reads their first word as a name, and fails at the next token.
/// </summary>
internal static class ForeignWords
{
    /// <summary>
    /// Returns the Lua counterpart of a statement of another language, or null if the word begins no such statement.
    /// </summary>
    /// <param name="word">The token before the token at fault.</param>
    /// <param name="near">The token at fault.</param>
    internal static string? Of(string word, string near) => (word, near) switch
    {
        ("var" or "let" or "const" or "auto" or "int" or "float", _) => "a variable is declared with 'local'",
        ("def" or "func" or "fn" or "sub", _) => "a function is written function name(x) ... end",
        ("import" or "from" or "include" or "use", _) => "a module is loaded with local name = require(\"name\")",
        ("elif" or "elsif", _) => "'elif' is written 'elseif'",
        ("continue", _) => "Lua has no 'continue': goto continue leads to a label ::continue:: at the end of the loop",
        ("switch" or "case" or "match", _) =>
            "Lua has no 'switch': write if, elseif and else, or look the value up in a table",
        ("try" or "catch" or "except" or "finally", _) => "errors are caught with pcall: local ok, e = pcall(f)",
        ("throw" or "raise", _) => "an error is raised with error(...)",
        ("class", _) => "Lua has no classes: use a table with functions, and setmetatable",
        ("async" or "await", _) => "a function that waits needs no keyword; spawn(f) runs it as a fiber",
        ("new", _) => "an object is created by calling a function, such as ip.udp.socket.new()",
        ("del" or "delete", _) => "a field is removed with t.name = nil",
        ("lambda", _) => "a function is written function(x) return x end",
        ("pass", _) => "Lua needs no 'pass': a block may be empty",
        (_, "is") => "'is' is written ==",
        (_, "of") => "loop over a table with: for key, value in pairs(t) do ... end",
        _ => null,
    };

    internal static bool IsReserved(string word) =>
        word is "and" or "break" or "do" or "else" or "elseif" or "end" or "false" or "for"
        or "function" or "goto" or "if" or "in" or "local" or "nil" or "not" or "or" or "repeat" or "return" or "then"
        or "true"
        or "until" or "while";
}
