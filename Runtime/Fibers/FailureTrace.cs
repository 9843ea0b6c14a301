using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Fibers;

/// <summary>The Lua stack at the moment an error was raised, without the frames of this program's own shims.</summary>
/// <param name="Site">The first script line in it, as "file:line:", or null.</param>
/// <param name="Text">The traceback as lua prints it, "stack traceback:" first, or null without a script's frame.</param>
internal sealed record FailureTrace(string? Site, string? Text)
{
    private const string ShimSource = "[moonwire]:";
    private const string TailCalls = "(...tail calls...)";

    /// <summary>What Lua calls the main chunk, after the local of prelude.lua that it is called through.</summary>
    private const string MainChunkName = "in local 'main_chunk'";

    internal static FailureTrace Capture(LuaStack running, LuaStack of, int level) => Of(LuaTraceback.Lines(running, of, level));

    /// <param name="traceback">The lines of luaL_traceback.</param>
    internal static FailureTrace Of(string[] traceback)
    {
        string? site = null;
        var lines = new List<string>();
        var isShim = false; // whether the frame before is one, and its line, if it has one, the last
        var shimLines = 0;
        foreach (var line in traceback)
        {
            var frame = line.TrimStart('\t');
            if (isShim && frame == TailCalls)
            {
                continue; // the shim's own
            }

            if (!frame.StartsWith(ShimSource, StringComparison.Ordinal))
            {
                isShim = false;
                lines.Add(line.Replace(MainChunkName, "in main chunk", StringComparison.Ordinal));
                site ??= SiteOf(frame);
                continue;
            }

            if (isShim)
            {
                lines.RemoveRange(lines.Count - shimLines, shimLines); // of shims that call each other, what the script called
            }
            else
            {
                RemoveOwnCall(lines);
            }

            isShim = true;
            shimLines = 0;
            var name = frame.IndexOf(" in ", StringComparison.Ordinal);
            if (name >= 0 && !frame.Contains('<', StringComparison.Ordinal))
            {
                lines.Add("\t[moonwire]:" + frame[name..]);
                shimLines = 1;
            }
        }

        TrimBody(lines);
        return new FailureTrace(site, lines.Count > 1 ? string.Join('\n', lines) : null);
    }

    /// <summary>Whether the frame is a line of a script: "file:12: in ...".</summary>
    private static string? SiteOf(string frame)
    {
        var end = frame.IndexOf(": in ", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        var colon = frame.LastIndexOf(':', end - 1);
        return colon > 0 && int.TryParse(frame.AsSpan(colon + 1, end - colon - 1), out _) ? frame[..(end + 1)] : null;
    }

    /// <summary>A shim raises with error(), suspends with yield and resumes: those calls are not the script's.</summary>
    private static void RemoveOwnCall(List<string> lines)
    {
        if (lines[^1] is "\t[C]: in function 'error'" or "\t[C]: in upvalue 'yield'" or "\t[C]: in upvalue 'resume'" or "\t[C]: in upvalue 'close'" or "\t" + TailCalls)
        {
            lines.RemoveAt(lines.Count - 1);
        }
    }

    /// <summary>Below the script's own frames lies the xpcall that records the failure.</summary>
    private static void TrimBody(List<string> lines)
    {
        if (lines.Count > 1 && lines[^1] is "\t[C]: in function 'xpcall'" or "\t[C]: in upvalue 'xpcall'")
        {
            lines.RemoveAt(lines.Count - 1);
        }
    }
}
