using System.Text;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Hints for users who write a name from another library, another language or an older Lua. A hint gives the
/// replacement.
/// </summary>
internal static class FamiliarNames
{
    /// <summary>The hint for the names of clocks in other libraries.</summary>
    internal const string Clocks =
        "time.system_clock.now() is the time of day, time.steady_clock.now() is for measuring";

    /// <summary>
    /// One line for each hint. The first word of a line names a field that identifies the table where the familiar name
    /// was looked up. Bars separate alternative fields, and "!" marks a field that must be the table's only field. The
    /// familiar names follow, then a colon and the hint. The hints are a single UTF-8 literal, because separate strings
    /// would need more space in the executable.
    /// </summary>
    private static ReadOnlySpan<byte> Meanings => """
        find_first_of|starts_with length len size: #span is its length
        find_first_of|starts_with sub: span:slice(first, last) is a part of it
        find_first_of|starts_with byte: span[i] is the byte at i
        find_first_of|starts_with tostring to_string toString decode string: tostring(span) makes a string of it
        find_first_of|starts_with match gmatch gsub format: tostring(span) makes a string of it, which has '{name}'
        find_first_of|starts_with rep upper lower: tostring(span) makes a string of it, which has '{name}'
        setmetatable loadstring: did you mean 'load'?
        setmetatable setfenv getfenv: load takes the environment of a chunk as its fourth argument
        setmetatable module: a module returns a table: return M
        setmetatable loadsafe loadfilesafe: load(text, name, "t", environment) does that
        setmetatable dynamic: load("return " .. text) compiles an expression
        setmetatable json: local json = require "json" has json.encode(value) and json.decode(text)
        setmetatable pack: did you mean 'table.pack'?
        setmetatable bit32: did you mean 'bit'? Lua has the operators & | ~ << >>, too
        setmetatable _MOONSHARP: this is not MoonSharp; _VERSION names the language
        setmetatable len: #t is the length of a table or string
        setmetatable str: did you mean 'tostring'?
        setmetatable int parseInt: did you mean 'tonumber', or math.tointeger?
        setmetatable typeof: did you mean 'type'?
        setmetatable float parseFloat: did you mean 'tonumber'?
        setmetatable printf: print(string.format(...)) does that
        setmetatable console echo puts: did you mean 'print'?
        setmetatable range: a loop is written: for i = first, last do ... end
        setmetatable throw raise: did you mean 'error'?
        setmetatable null None undefined NULL: did you mean nil?
        setmetatable True TRUE: did you mean true?
        setmetatable False FALSE: did you mean false?
        setmetatable this: did you mean 'self', in a function that is defined with a colon?
        setmetatable self: self is there in functions that are defined with a colon, such as function t:name() end
        setmetatable setTimeout setInterval: spawn(function() time.sleep(seconds) ... end) runs code later
        setmetatable socket dgram: did you mean 'ip.udp.socket'?
        setmetatable udp uv: did you mean 'ip.udp'?
        setmetatable Buffer bytearray: did you mean 'byte_span'?
        setmetatable async go: did you mean 'spawn'?
        setmetatable fiber: did you mean 'spawn' or 'this_fiber'?
        setmetatable await: a call that waits needs no word for it; fiber:join() waits for a fiber
        setmetatable quit: did you mean 'os.exit'?
        setmetatable argv args: did you mean 'arg'?
        floor mod: x % y is the remainder
        floor round: math.floor(x + 0.5) rounds
        gsub gfind split: did you mean 'gmatch'?
        gsub length: did you mean 'len'?
        gsub replace: did you mean 'gsub'?
        gsub startsWith startswith: text:sub(1, #start) == start tests that
        gsub endsWith endswith: text:sub(-#ending) == ending tests that
        gsub contains indexOf: did you mean 'find', as in text:find(part, 1, true)?
        gsub unicode: utf8.codepoint(text, 1, -1) gives the code points
        gsub trim strip: did you mean 'match', as in text:match("^%s*(.-)%s*$")?
        gsub join: table.concat joins strings
        gsub substr substring slice: did you mean 'sub'?
        concat getn length len size maxn: #t is the length of a table
        concat append push add: did you mean 'insert'?
        concat pop shift: did you mean 'remove'?
        concat join: did you mean 'concat'?
        concat foreach foreachi: for key, value in pairs(t) do ... end goes through a table
        set_value set resolve fulfil: did you mean 'set_value'?
        set_error reject: did you mean 'set_error'?
        interruption_caught wait await result: did you mean 'join'?
        get! wait await result value: did you mean 'get'?
        interruption_caught cancel kill stop abort: did you mean 'interrupt'?
        try_lock acquire: did you mean 'lock'?
        try_lock free: did you mean 'unlock'?
        notify_one signal: did you mean 'notify_one'?
        notify_one broadcast: did you mean 'notify_all'?
        steady_clock now time: time.system_clock.now() is the time of day, time.steady_clock.now() is for measuring
        steady_clock clock: time.system_clock.now() is the time of day, time.steady_clock.now() is for measuring
        steady_clock monotonic: time.system_clock.now() is the time of day, time.steady_clock.now() is for measuring
        is_enabled warning: did you mean 'warn'?
        is_enabled critical fatal exception: did you mean 'error'?
        getenv|forbid_suspend|getpid sleep: time.sleep sleeps
        loopback_v4 parse from_string: did you mean 'new'?
        udp|get_address_info resolve lookup: ip.udp.get_address_info looks up the addresses of a name
        udp|get_address_info getaddrinfo gethostbyname: ip.udp.get_address_info looks up the addresses of a name
        udp tcp: moonwire speaks UDP only: ip.udp
        append from from_string: byte_span.append(string) makes one of a string, byte_span.new(length) one of zeros
        append fromstring alloc: byte_span.append(string) makes one of a string, byte_span.new(length) one of zeros
        """u8;

    /// <summary>
    /// The hints for a socket's members. The comparison with familiar names ignores case and underscores.
    /// </summary>
    private static ReadOnlySpan<byte> SocketMeanings => """
        receive_from RECV READ: did you mean 'receive'?
        receive_from RECVFROM RECEIVEFROM RECVFROMINTO: did you mean 'receive_from'?
        receive_from SENDTO TRYSEND SENDALL: did you mean 'send_to'?
        receive_from SETSOCKNAME LISTEN: did you mean 'bind'?
        receive_from SETPEERNAME: did you mean 'connect'?
        receive_from GETSOCKNAME ADDRESS PORT: did you mean 'local_address' and 'local_port'?
        receive_from GETPEERNAME PEERNAME: did you mean 'remote_address' and 'remote_port'?
        receive_from SETOPTION SETSOCKOPT: did you mean 'set_option'?
        receive_from GETOPTION GETSOCKOPT: did you mean 'get_option'?
        receive_from SETMEMBERSHIP ADDMEMBERSHIP: sock:set_option("join_multicast_group", group) joins a group
        receive_from JOIN JOINGROUP: sock:set_option("join_multicast_group", group) joins a group
        receive_from SETTIMEOUT TIMEOUT: time.with_timeout(seconds, f, ...) limits how long a call waits
        receive_from SETBLOCKING: a call that waits blocks its fiber only
        receive_from ON: a fiber that calls receive_from in a loop gets each datagram: spawn(function() ... end)
        receive_from RECVSTART: a fiber that calls receive_from in a loop gets each datagram: spawn(function() ... end)
        receive_from RECVSTOP STOP: did you mean 'cancel'?
        receive_from ACCEPT: UDP has no connections to accept
        receive_from FILENO GETFD: did you mean 'release'?
        """u8;

    /// <summary>
    /// Returns the hint for a module of another library, with a leading space and parentheses, or null.
    /// </summary>
    internal static string? OfModule(string name) => name switch
    {
        "socket" or "socket.core" or "socket.udp" or "luv" or "uv" or "lluv" or "dgram" or "net" =>
            " (UDP sockets need no module: ip.udp.socket.new() makes one)",
        "fiber" or "async" => " (fibers need no module: spawn(f) starts one)",
        "bit32" => " (did you mean 'bit'? Lua has the operators & | ~ << >>, too)",
        _ => null,
    };

    /// <summary>Returns the hint for a name, with a leading space and parentheses, or null.</summary>
    /// <param name="name">The name in the script.</param>
    /// <param name="known">The fields of the table where the name was looked up.</param>
    internal static string? Of(string name, ICollection<string> known) =>
        (known.Contains("receive_from")
            ? OfSocket(name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal), known)
            : Find(Meanings, name, known)) is { } meaning ? $" ({meaning})" : null;

    private static string? OfSocket(string name, ICollection<string> known) =>
        Find(SocketMeanings, name, known) ?? name switch
        {
            ['G', 'E', 'T', .. var read] when FamiliarOptions.Of(read) is { } option =>
                $"sock:get_option(\"{option}\") reads it",
            ['S', 'E', 'T', .. var set] when FamiliarOptions.Of(set) is { } option => SetOption(option),
            _ => FamiliarOptions.Of(name) is { } option ? SetOption(option) : null,
        };

    private static string SetOption(string option) => $"sock:set_option(\"{option}\", ...) does that";

    private static string? Find(ReadOnlySpan<byte> meanings, string name, ICollection<string> known)
    {
        foreach (var line in Encoding.UTF8.GetString(meanings).Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var names = line[..colon].Split(' ');
            if (Array.IndexOf(names, name, 1) > 0
                && Array.Exists(names[0].Split('|'), other => other is [.. var only, '!']
                    ? known.Count == 1 && known.Contains(only)
                    : known.Contains(other)))
            {
                return line[(colon + 2)..].Replace("{name}", name, StringComparison.Ordinal);
            }
        }

        return null;
    }
}
