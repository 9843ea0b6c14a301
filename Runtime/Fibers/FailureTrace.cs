using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>The Lua stack at the moment an error was raised, without the frames of this program's own shims.</summary>
/// <param name="Site">The first script line in it, as "file:line:", or null.</param>
/// <param name="Text">The traceback as lua prints it, "stack traceback:" first, or null without a script's frame.</param>
internal sealed record FailureTrace(string? Site, string? Text)
{
    /// <summary>What the error's words may be followed by: which name was meant.</summary>
    internal string Hint { get; init; } = "";

    /// <summary>What the error says if that was asked of it as it was raised, when its functions still saw the stack.</summary>
    internal string? Message { get; init; }

    /// <summary>Whether the error goes on as it is: raising it again records nothing.</summary>
    internal bool IsSealed { get; init; }

    private const string ShimSource = "[moonwire]:";
    private const string TailCalls = "(...tail calls...)";

    private const string MainChunk = ": in main chunk";

    internal static FailureTrace Capture(LuaThread running, LuaThread of, int level) => Of(LuaTraceback.Lines(running, of, level, Trampoline.IsEntry));

    /// <param name="traceback">The lines of luaL_traceback.</param>
    internal static FailureTrace Of(string[] traceback)
    {
        string? site = null;
        var wasOwn = false;
        var lines = new List<string>();
        for (var i = 0; i < traceback.Length; i++)
        {
            var line = traceback[i];
            var frame = line.TrimStart('\t');
            if (!frame.StartsWith(ShimSource, StringComparison.Ordinal))
            {
                var isMain = IsMainChunk(traceback, i);
                if (!(wasOwn && frame == TailCalls))
                {
                    lines.Add(line);
                }

                wasOwn = false;
                site ??= SiteOf(frame);
                if (isMain)
                {
                    break; // what called it is no script
                }

                continue;
            }

            wasOwn = true;
            RemoveOwnCall(lines, isManaged: frame.StartsWith(LuaTraceback.ManagedMark, StringComparison.Ordinal));
            var name = frame.IndexOf(" in ", StringComparison.Ordinal);
            if (name >= 0 && !frame.Contains('<', StringComparison.Ordinal) && !IsInternal(frame[name..]))
            {
                lines.Add((IsStandard(frame[name..]) ? "\t[C]:" : "\t[moonwire]:") + frame[name..]);
            }
        }

        TrimBody(lines);
        return new FailureTrace(site, lines.Count > 1 ? string.Join('\n', lines) : null);
    }

    /// <summary>This trace of a fiber's failure, followed by that of the fiber that joined it.</summary>
    /// <param name="joiner">Where the error was raised again.</param>
    /// <param name="fiber">The fiber that failed, and where it was spawned.</param>
    internal FailureTrace JoinedBy(FailureTrace joiner, string fiber)
    {
        const string heading = "stack traceback:";
        var joined = joiner.Text is null ? "" : ", joined at" + joiner.Text[heading.Length..];
        return this with { Site = Site ?? joiner.Site, Text = $"{Text ?? heading}\nin {fiber}{joined}", Message = null, IsSealed = false };
    }

    /// <summary>Whether the frame is the script's, called by the function of C below which there is nothing, or by xpcall, which program.lua called.</summary>
    private static bool IsMainChunk(string[] lines, int i) =>
        lines[i].EndsWith(MainChunk, StringComparison.Ordinal) &&
        (i + 2 == lines.Length || (i + 2 < lines.Length && lines[i + 2].TrimStart('\t').StartsWith(ShimSource, StringComparison.Ordinal)));

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

    /// <summary>Whether a shim stands for a function of standard Lua's, which a reader knows as such.</summary>
    private static bool IsStandard(string name) =>
        name is " in function 'pcall'" or " in function 'xpcall'" or " in function 'require'" or " in function 'os.exit'"
        || name.StartsWith(" in function 'coroutine.", StringComparison.Ordinal);

    /// <summary>Whether it is a helper of the shims, or the hook that interrupts a script.</summary>
    private static bool IsInternal(string name) =>
        name == " in hook '?'" || name.StartsWith(" in upvalue", StringComparison.Ordinal) || name.StartsWith(" in local", StringComparison.Ordinal);

    /// <summary>
    /// A shim raises with error(), suspends with yield and protects with pcall, and resumes; a managed function that waits has
    /// Lua call yield, which has no name there. Those calls are not the script's.
    /// </summary>
    private static void RemoveOwnCall(List<string> lines, bool isManaged)
    {
        while (lines[^1] is "\t" + TailCalls or "\t[C]: in function 'error'"
            || (isManaged && lines[^1] == "\t[C]: in ?")
            || lines[^1].StartsWith("\t[C]: in upvalue '", StringComparison.Ordinal))
        {
            lines.RemoveAt(lines.Count - 1);
        }
    }

    /// <summary>Below the script's own frames lie what runs programs and the xpcall that records the failure, which has no name.</summary>
    private static void TrimBody(List<string> lines)
    {
        while (lines.Count > 1 && lines[^1] is "\t[C]: in ?" or "\t[C]: in upvalue 'xpcall'" or "\t[moonwire]: in field '?'")
        {
            lines.RemoveAt(lines.Count - 1);
        }
    }
}
