using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>The Lua stack at the moment an error was raised, without the frames of this program's own shims.</summary>
/// <param name="Site">The first line of a script on the stack, as "file:line:", or null.</param>
/// <param name="Text">The traceback as lua prints it, with the heading "stack traceback:", or null if it has no frame
/// of a script.</param>
internal sealed record FailureTrace(string? Site, string? Text)
{
    /// <summary>
    /// A suggestion that is appended to the error's message, such as the name that was probably meant, or "".
    /// </summary>
    internal string Hint { get; init; } = "";

    /// <summary>The error's message, if it was read while the stack of the error still existed, or null.</summary>
    internal string? Message { get; init; }

    /// <summary>True if raising the error again records no new trace.</summary>
    internal bool IsSealed { get; init; }

    private const string ShimSource = "[moonwire]:";
    private const string TailCalls = "(...tail calls...)";

    private const string MainChunk = ": in main chunk";

    internal static FailureTrace Capture(LuaThread running, LuaThread of, int level) =>
        Of(LuaTraceback.Lines(running, of, level, Trampoline.IsEntry));

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
                    break; // the caller of the main chunk is not a script
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

    /// <summary>Returns this trace of a fiber's failure, followed by the trace of the fiber that joined it.</summary>
    /// <param name="joiner">The trace of the join that raised the error again.</param>
    /// <param name="fiber">The title of the fiber that failed, and where it was spawned.</param>
    internal FailureTrace JoinedBy(FailureTrace joiner, string fiber)
    {
        const string heading = "stack traceback:";
        var joined = joiner.Text is null ? "" : ", joined at" + joiner.Text[heading.Length..];
        return this with
        {
            Site = Site ?? joiner.Site,
            Text = $"{Text ?? heading}\nin {fiber}{joined}",
            Message = null,
            IsSealed = false,
        };
    }

    /// <summary>
    /// True if the frame is the script's main chunk, called by the bottommost C function, or by the xpcall of
    /// program.lua.
    /// </summary>
    private static bool IsMainChunk(string[] lines, int i) =>
        lines[i].EndsWith(MainChunk, StringComparison.Ordinal) &&
        (i + 2 == lines.Length
            || (i + 2 < lines.Length && lines[i + 2].TrimStart('\t').StartsWith(ShimSource, StringComparison.Ordinal)));

    /// <summary>Returns "file:12:" if the frame is a line of a script, "file:12: in ...", or null.</summary>
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

    /// <summary>
    /// True if the shim's function replaces the function of Lua's standard library that has the same name.
    /// </summary>
    private static bool IsStandard(string name) =>
        name is " in function 'pcall'" or " in function 'xpcall'" or " in function 'require'"
            or " in function 'os.exit'"
        || name.StartsWith(" in function 'coroutine.", StringComparison.Ordinal);

    /// <summary>True if the frame is a helper of the shims, or the hook that interrupts a script.</summary>
    private static bool IsInternal(string name) =>
        name == " in hook '?'" || name.StartsWith(" in upvalue", StringComparison.Ordinal)
            || name.StartsWith(" in local", StringComparison.Ordinal);

    /// <summary>
    /// Removes the last lines if they are calls by a shim or a managed function, because the script did not make them.
    /// A shim calls error, yield, pcall and resume. A waiting managed function makes Lua call yield, which has no name
    /// in the traceback.
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

    /// <summary>
    /// Removes the frames below the script's frames: the function that runs programs, and the nameless xpcall that
    /// records the failure.
    /// </summary>
    private static void TrimBody(List<string> lines)
    {
        while (lines.Count > 1
            && lines[^1] is "\t[C]: in ?" or "\t[C]: in upvalue 'xpcall'" or "\t[moonwire]: in field '?'")
        {
            lines.RemoveAt(lines.Count - 1);
        }
    }
}
