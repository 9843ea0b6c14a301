namespace Moonwire.Runtime.Errors;

/// <summary>What names of other libraries, of other languages and of earlier Lua are here: for those who write them out of habit.</summary>
internal static class FamiliarNames
{
    /// <summary>How the time is read.</summary>
    internal const string Clocks = "time.system_clock.now() is the time of day, time.steady_clock.now() is for measuring";

    /// <summary>" (how it is got here)" for a module of another library, or null.</summary>
    internal static string? OfModule(string name) => name switch
    {
        "socket" or "socket.core" or "socket.udp" or "luv" or "uv" or "lluv" or "dgram" or "net" =>
            " (UDP sockets need no module: ip.udp.socket.new() makes one)",
        "fiber" or "async" => " (fibers need no module: spawn(f) starts one)",
        "bit32" => " (did you mean 'bit'? Lua has the operators & | ~ << >>, too)",
        _ => null,
    };

    /// <summary>" (what it is here)", or null.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names that there are where it was looked up.</param>
    internal static string? Of(string name, ICollection<string> known) =>
        (known.Contains("receive_from") ? OfSocket(name)
        : known.Contains("find_first_of") || known.Contains("starts_with") ? OfSpan(name)
        : known.Contains("setmetatable") ? OfGlobals(name)
        : known.Contains("floor") ? OfMath(name)
        : known.Contains("gsub") ? OfStrings(name)
        : known.Contains("concat") ? OfTables(name)
        : OfOthers(name, known)) is { } meaning ? $" ({meaning})" : null;

    private static string? OfSocket(string name) => name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal) switch
    {
        "RECV" or "READ" => "did you mean 'receive'?",
        "RECVFROM" or "RECEIVEFROM" or "RECVFROMINTO" => "did you mean 'receive_from'?",
        "SENDTO" or "TRYSEND" or "SENDALL" => "did you mean 'send_to'?",
        "SETSOCKNAME" or "LISTEN" => "did you mean 'bind'?",
        "SETPEERNAME" => "did you mean 'connect'?",
        "GETSOCKNAME" or "ADDRESS" or "PORT" => "did you mean 'local_address' and 'local_port'?",
        "GETPEERNAME" or "PEERNAME" => "did you mean 'remote_address' and 'remote_port'?",
        "SETOPTION" or "SETSOCKOPT" => "did you mean 'set_option'?",
        "GETOPTION" or "GETSOCKOPT" => "did you mean 'get_option'?",
        "SETMEMBERSHIP" or "ADDMEMBERSHIP" or "JOIN" or "JOINGROUP" => "sock:set_option(\"join_multicast_group\", group) joins a group",
        "SETTIMEOUT" or "TIMEOUT" => "time.with_timeout(seconds, f, ...) limits how long a call waits",
        "SETBLOCKING" => "a call that waits blocks its fiber only",
        "ON" or "RECVSTART" => "a fiber that calls receive_from in a loop gets each datagram: spawn(function() ... end)",
        "RECVSTOP" or "STOP" => "did you mean 'cancel'?",
        "ACCEPT" => "UDP has no connections to accept",
        "FILENO" or "GETFD" => "did you mean 'release'?",
        ['G', 'E', 'T', .. var read] when FamiliarOptions.Of(read) is { } option => $"sock:get_option(\"{option}\") reads it",
        ['S', 'E', 'T', .. var set] when FamiliarOptions.Of(set) is { } option => SetOption(option),
        var other when FamiliarOptions.Of(other) is { } option => SetOption(option),
        _ => null,
    };

    private static string SetOption(string option) => $"sock:set_option(\"{option}\", ...) does that";

    private static string? OfSpan(string name) => name switch
    {
        "length" or "len" or "size" => "#span is its length",
        "sub" => "span:slice(first, last) is a part of it",
        "byte" => "span[i] is the byte at i",
        "tostring" or "to_string" or "toString" or "decode" or "string" => "tostring(span) makes a string of it",
        "match" or "gmatch" or "gsub" or "format" or "rep" or "upper" or "lower" => $"tostring(span) makes a string of it, which has '{name}'",
        _ => null,
    };

    private static string? OfGlobals(string name) => name switch
    {
        "loadstring" => "did you mean 'load'?",
        "setfenv" or "getfenv" => "load takes the environment of a chunk as its fourth argument",
        "module" => "a module returns a table: return M",
        "len" => "#t is the length of a table or string",
        "str" => "did you mean 'tostring'?",
        "int" or "parseInt" => "did you mean 'tonumber', or math.tointeger?",
        "typeof" => "did you mean 'type'?",
        "float" or "parseFloat" => "did you mean 'tonumber'?",
        "printf" => "print(string.format(...)) does that",
        "console" or "echo" or "puts" => "did you mean 'print'?",
        "range" => "a loop is written: for i = first, last do ... end",
        "throw" or "raise" => "did you mean 'error'?",
        "null" or "None" or "undefined" or "NULL" => "did you mean nil?",
        "True" or "TRUE" => "did you mean true?",
        "False" or "FALSE" => "did you mean false?",
        "this" => "did you mean 'self', in a function that is defined with a colon?",
        "self" => "self is there in functions that are defined with a colon, such as function t:name() end",
        "setTimeout" or "setInterval" => "spawn(function() time.sleep(seconds) ... end) does something later",
        "socket" or "dgram" => "did you mean 'ip.udp.socket'?",
        "udp" or "uv" => "did you mean 'ip.udp'?",
        "Buffer" or "bytearray" => "did you mean 'byte_span'?",
        "async" or "go" => "did you mean 'spawn'?",
        "fiber" => "did you mean 'spawn' or 'this_fiber'?",
        "await" => "a call that waits needs no word for it; fiber:join() waits for a fiber",
        "quit" => "did you mean 'os.exit'?",
        "argv" or "args" => "did you mean 'arg'?",
        _ => null,
    };

    private static string? OfMath(string name) => name switch
    {
        "pow" => "x ^ y is the power",
        "log10" => "did you mean 'log', as in math.log(x, 10)?",
        "mod" => "x % y is the remainder",
        "round" => "math.floor(x + 0.5) rounds",
        _ => null,
    };

    private static string? OfStrings(string name) => name switch
    {
        "gfind" or "split" => "did you mean 'gmatch'?",
        "length" => "did you mean 'len'?",
        "replace" => "did you mean 'gsub'?",
        "contains" or "startswith" or "indexOf" => "did you mean 'find'?",
        "trim" or "strip" => "did you mean 'match', as in text:match(\"^%s*(.-)%s*$\")?",
        "join" => "table.concat joins strings",
        "substr" or "substring" or "slice" => "did you mean 'sub'?",
        _ => null,
    };

    private static string? OfTables(string name) => name switch
    {
        "getn" or "length" or "len" or "size" or "maxn" => "#t is the length of a table",
        "append" or "push" or "add" => "did you mean 'insert'?",
        "pop" or "shift" => "did you mean 'remove'?",
        "join" => "did you mean 'concat'?",
        "foreach" or "foreachi" => "for key, value in pairs(t) do ... end goes through a table",
        _ => null,
    };

    private static string? OfOthers(string name, ICollection<string> known) => name switch
    {
        "set" or "resolve" or "fulfil" when known.Contains("set_value") => "did you mean 'set_value'?",
        "reject" when known.Contains("set_error") => "did you mean 'set_error'?",
        "wait" or "await" or "result" when known.Contains("interruption_caught") => "did you mean 'join'?",
        "wait" or "await" or "result" or "value" when known.Count == 1 && known.Contains("get") => "did you mean 'get'?",
        "cancel" or "kill" or "stop" or "abort" when known.Contains("interruption_caught") => "did you mean 'interrupt'?",
        "acquire" when known.Contains("try_lock") => "did you mean 'lock'?",
        "free" when known.Contains("try_lock") => "did you mean 'unlock'?",
        "signal" when known.Contains("notify_one") => "did you mean 'notify_one'?",
        "broadcast" when known.Contains("notify_one") => "did you mean 'notify_all'?",
        "now" or "time" or "clock" or "monotonic" when known.Contains("steady_clock") => Clocks,
        "warning" when known.Contains("is_enabled") => "did you mean 'warn'?",
        "critical" or "fatal" or "exception" when known.Contains("is_enabled") => "did you mean 'error'?",
        "sleep" when known.Contains("getenv") || known.Contains("forbid_suspend") || known.Contains("getpid") => "time.sleep sleeps",
        "parse" or "from_string" when known.Contains("loopback_v4") => "did you mean 'new'?",
        "resolve" or "lookup" or "getaddrinfo" or "gethostbyname" when known.Contains("udp") || known.Contains("get_address_info") =>
            "ip.udp.get_address_info looks up the addresses of a name",
        "tcp" when known.Contains("udp") => "moonwire speaks UDP only: ip.udp",
        "from" or "from_string" or "fromstring" or "alloc" when known.Contains("append") => "byte_span.append(string) makes one of a string, byte_span.new(length) one of zeros",
        _ => null,
    };
}
