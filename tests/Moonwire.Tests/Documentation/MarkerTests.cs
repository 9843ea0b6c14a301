using Moonwire.Tests.Support;

namespace Moonwire.Tests.Documentation;

/// <summary>Comments, pages and messages are in plain English. CONTRIBUTING.md has the rules.</summary>
[TestClass]
public sealed class MarkerTests
{
    /// <summary>These files list the phrases.</summary>
    private static readonly string[] Exempt =
        ["tests/Moonwire.Tests/Documentation/Marker.cs", "tests/Moonwire.Tests/Documentation/MarkerTests.cs"];

    /// <summary>Files without sentences of ours: data, expected output, and texts of licences.</summary>
    private static readonly string[] Data =
        [".out", ".err", ".exit", ".json", ".txt", ".busted", ".config"];

    [Fact]
    public void NoSentenceHasAMarkerPhrase() => Visible.AssertNone(
        from path in Repository.Files()
        where Prose.IsReadable(path) && !Exempt.Contains(path, StringComparer.Ordinal)
        from complaint in Marker.Complaints(path, File.ReadAllText(Repository.PathOf(path)))
        select complaint);

    [Fact]
    public void EveryKindOfFileIsRead() => Visible.AssertNone(
        from path in Repository.Files()
        where !Prose.IsReadable(path) && !Data.Contains(Path.GetExtension(path), StringComparer.Ordinal)
        select $"{path}: Prose cannot read this kind of file, and MarkerTests.Data does not list it");

    [Fact]
    public void EveryPhraseHasACase() => Assert.Equal(
        Marker.Opening.Concat(Marker.Anywhere).Select(static marker => marker.Name).Order(StringComparer.Ordinal),
        Rewritten.Select(static row => row.Data.Item1).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>The name of a phrase, a sentence with it, and the sentence that took its place.</summary>
    public static TheoryData<string, string, string> Rewritten => new()
    {
        {
            "What ...",
            "What a function does that Lua calls without Trampoline and a delegate between: it is an entry of its own.",
            "An unmanaged entry that Lua calls directly, without Trampoline and a delegate."
        },
        {
            "What ...",
            "What C's resume or close has as its argument; or what the shim has in its first local.",
            "Returns the argument of C's resume or close, or the first local of the shim."
        },
        {
            "Who ...",
            "Who sent it the system is asked only if the script takes more than the first result.",
            "The kernel is asked for the sender's address only if the script uses more than the first result."
        },
        {
            "Who ...",
            "Whom a descriptor of something else is blamed on.",
            "The argument position that an error about the descriptor names."
        },
        {
            "Whether ...",
            "Whether the loop has to be where it can run every fiber, collect, and end.",
            "True if the waiting fiber must yield, because others are ready, or a collection or a stop is due."
        },
        {
            "How many ...",
            "How many chunks without blocks keep their memory: a number, or a part of the others.",
            "The number of empty chunks that keep their pages: at least 32, at most half of the chunks in use."
        },
        {
            "How many ...",
            "How many fibers run before timers get a look, and how many rounds of them before sockets do.",
            "The number of fibers that run between two looks at the timers, and of rounds between two polls."
        },
        {
            "The same ...",
            "The same for a descriptor of something else.",
            "Like `take`, for a descriptor that is not a socket."
        },
        {
            "that of",
            "A failure is left to the program, which that of the main fiber ends.",
            "Reports a fiber failure that nobody joined. If it is the main fiber's, the program ends."
        },
        {
            "that of",
            "Between these two there are none: the number is then that of ILoopTimer.Position.",
            "A waiting fiber that sleeps stores its position in the timer heap here."
        },
        {
            "that of",
            "Functions of ours that scripts know, by those of Lua's that they stand in for.",
            "Maps a Lua library function, or an internal helper, to the public function that replaces it."
        },
        {
            "one that",
            "EDEADLK (generic) for the owner of one that is not recursive.",
            "Raises EDEADLK (generic) if the fiber already owns the mutex and the mutex is not recursive."
        },
        {
            "is none",
            "Files in a folder support belong to the tests and are none themselves.",
            "Files in a folder `support` are helpers of the tests. There is none without a test."
        },
        {
            "so many",
            "Where the function of a thread that waits returns so many values from, when it is resumed.",
            "The first stack index of the return values. There are so many of them that the stack may have to grow."
        },
        {
            "beside",
            "It measures the published executable beside what else one would use.",
            "It compares the published executable with the alternatives, and starts besides."
        },
        {
            "in spite",
            "A C library that resumes coroutines itself may have resumed this one in spite of its wait.",
            "A C library that resumes coroutines itself may have resumed it despite its wait."
        },
        {
            "at hand",
            "A call is one word; what tells a socket from a span is at hand in one place.",
            "The per-datagram functions have no intermediate frames, and their type tags are stored next to each other."
        },
        {
            "as far as is known",
            "The system waits for a time in nanoseconds, as far as is known: a wait finds out.",
            "True unless `epoll_pwait2` has failed with ENOSYS."
        },
        {
            "what is held",
            "The pauses, which the thread that sends what is held sets.",
            "Only the loop thread uses these, except `_pause`, which the thread that flushes also writes."
        },
        {
            "what is held",
            "A call that yields is reached by what waits.",
            "Waiting fibers resume through this call."
        },
        {
            "whoever",
            "It is left early: whoever leaves a thread tells so first and then waits while one is held.",
            "The loop thread clears `_fiber` before it waits for `_isHeld` to become 0."
        },
        {
            "the same for",
            "It fails at once, and the same goes for the next wait.",
            "This wait and the next one fail at once."
        },
        {
            "does the same",
            "Without a C compiler the shims do the same.",
            "Without a C compiler the shims do the same work in Lua."
        },
        {
            "has become of",
            "It is found in the queue: the thread that resumes it finds what has become of it.",
            "The thread that resumes the fiber reads the outcome of its wait."
        },
        {
            "be it",
            "Takes Ignore back, be it this process's or its parent's.",
            "Undoes Ignore, whether this process or its parent set it. That would be it."
        },
        {
            "As `x`, ...",
            "As `receive_from`, without waiting.",
            "Like `receive_from`, without waiting. As usual, it returns nil without a datagram."
        },
        {
            "Has it do",
            "Has every waiting fiber raise `operation_aborted`.",
            "Makes every waiting fiber raise `operation_aborted`. Has the right to read the file."
        },
        {
            "what is held",
            "The next reads give what was kept.",
            "The next reads return the bytes that were kept."
        },
        {
            "meanwhile",
            "Each function suspends its fiber, and other fibers run meanwhile.",
            "Each function suspends its fiber. Meanwhile, other fibers run."
        },
        {
            "is no number",
            "The buffer is no byte_span, or the arguments are no strings.",
            "The buffer is not a byte_span, or there is no buffer. The socket is no longer open."
        },
        {
            "other X than",
            "Always false on other systems than Linux.",
            "Always false on systems other than Linux, for no other reason than a missing call."
        },
        {
            "The most bytes",
            "The most bytes that a record may have.",
            "The maximum number of bytes in a record. The most serious errors come first."
        },
        {
            "goes on",
            "The main fiber ends, and the others go on.",
            "The main fiber ends, and the other fibers continue. The rest goes on the loop's thread."
        },
        {
            "lies",
            "The slot below the stack, where the function of a running C function lies.",
            "The slot below the stack has the function of the running C function. This is not a lie."
        },
        {
            "for good",
            "Cancels every wait and removes every signal for good.",
            "Cancels every wait and removes every signal permanently, for good reasons."
        },
        {
            "all the same",
            "After 30 such calls in a row the fiber suspends all the same.",
            "After 30 such calls in a row the fiber suspends anyway. Their costs are all the same."
        },
        {
            "is told",
            "The last 64 KiB are kept, and a reader is told of the bytes before.",
            "The last 64 KiB are kept, and a reader gets an error if older bytes were dropped."
        },
        {
            "is there",
            "Returns nil if no datagram is there, or if other fibers wait.",
            "Returns nil if no datagram has arrived, or if other fibers wait. There is an error there."
        },
        {
            "of ours",
            "The level is counted as in a library function that a function of ours calls.",
            "The level is counted as in a library function that a shim calls. The result is not of their type."
        },
        {
            "the latter",
            "The Lua threads that wait for the call follow in the latter case.",
            "If a thread was stopped, the Lua threads that wait for the call follow."
        },
        {
            "thereby",
            "They may run the collector, and thereby finalizers.",
            "They may run the collector, which runs finalizers."
        },
        {
            "has come",
            "Ends a parked fiber's wait before the awaited event has come.",
            "Ends a parked fiber's wait before the awaited event has happened. An answer has come from the peer."
        },
        {
            "a signal came",
            "The source was removed before its report came, or a signal comes again.",
            "The source was removed before its report arrived. The signals come first."
        },
        {
            "on the spot",
            "In such a callback `os.exit` ends the process on the spot.",
            "In such a callback `os.exit` ends the process at once."
        },
        {
            "Not freed is ...",
            "Not freed is the library, whose code a thread may still run.",
            "The library is not freed, because a thread may still run its code. Not all chunks are freed."
        },
        {
            "under way",
            "The client keeps a number of datagrams under way.",
            "The client has a number of unanswered datagrams. A part of them is lost."
        },
        {
            ", for it is",
            "The mutex is not needed, for there is only one fiber.",
            "The mutex is not needed, because there is only one fiber. This is the size, for it and its header."
        },
        {
            ", as there is",
            "The call returns at once, as nobody can join the fiber.",
            "The call returns at once, because no fiber can join the fiber, as in lua."
        },
    };

    [Theory]
    [MemberData(nameof(Rewritten))]
    public void ThePhraseIsFoundAndTheRewrittenSentencePasses(string name, string original, string rewritten)
    {
        Assert.Contains(name, NamesIn(original));
        Assert.Empty(NamesIn(rewritten));
    }

    [Theory]
    [InlineData("What does it cost?")]
    [InlineData("Ask \"What next?\".")]
    [InlineData("`what is held` is a name.")]
    [InlineData("It returns nil if there is none.")]
    [InlineData("It would be it.")]
    [InlineData("Python tests if x is None.")]
    [InlineData("The same sources make the same packages.")]
    [InlineData("Whatsoever and besides are other words.")]
    [InlineData("The most expensive shortcut is on.")]
    [InlineData("Is there a peer? What is there?")]
    [InlineData("The fiber is told to end.")]
    [InlineData("A newer file with fewer lines.")]
    public void RightEnglishPasses(string sentence) => Assert.Empty(Marker.FoundIn(sentence));

    [Fact]
    public void AHeadingMayBeAClause()
    {
        Assert.Empty(Marker.Complaints("docs/a.md", "## What it costs\n\nMuch.\n"));
        Assert.Single(Marker.Complaints("docs/a.md", "What it costs\nis much.\n"));
    }

    [Theory]
    [InlineData("a.cs", "/// <summary>The first\n/// of them. What <see cref=\"A.B\"/> does.</summary>\nint a;\n", 1)]
    [InlineData("a.cs", "var a = 1; // the one that waits\n", 1)]
    [InlineData("a.cs", "Fail(\"no socket, or one that is closed\");\n", 1)]
    [InlineData("a.cs", "Fail($\"the name {x} is that of a socket\");\n", 1)]
    [InlineData("Interpreter/A.cs", "var a = \"\"\"\n    Whoever calls it.\n    \"\"\";\n", 2)]
    [InlineData("a.c", "int a;\n/* Good.\n   Whoever calls it. */\nint b;\n", 2)]
    [InlineData("a.c", "/*\n * Whoever calls it.\n */\nint b;\n", 2)]
    [InlineData("a.lua", "x = 1 --[[ the one that waits ]]\n", 1)]
    [InlineData("a.lua", "error('no socket, or one that is closed')\n", 1)]
    [InlineData("a.lua", "-- Good.\n-- Here or\n-- there, whoever calls it.\n", 1)]
    [InlineData("a.lua", "--- Good.\n--- What it is.\n---@param a string?\n", 1)]
    [InlineData("a.lua", "---@param a string? Whether it is.\n", 1)]
    [InlineData("tests/Scripts/a.lua", "\n-- Whoever calls it.\n", 2)]
    [InlineData("a.csproj", "<Project>\n  <!-- Whoever\n calls it. -->\n</Project>\n", 2)]
    [InlineData(".ci/run", "#!/bin/sh\n# Whoever calls it.\n", 2)]
    [InlineData("a.ps1", "exit # whoever calls it\n", 1)]
    [InlineData("BannedSymbols.txt", "T:A.B;Whoever calls it.\n", 1)]
    [InlineData("a.md", "Good.\n\n- good\n- good, whoever\n  calls it\n", 4)]
    [InlineData("a.md", "| a | b |\n|---|---|\n| x | What it is |\n", 3)]
    [InlineData("a.md", "````text\n```\n````\n\nWhoever\n", 5)]
    public void ThePlaceIsTheParagraphs(string path, string text, int line) =>
        Assert.StartsWith($"{path}:{line}: ", Assert.Single(Marker.Complaints(path, text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("a.cs", "var whoever = beside; Call(\"What\");\n")]
    [InlineData("a.cs", "Open(\"http://whoever\");\n")]
    [InlineData("tests/A.cs", "var a = \"\"\"\n    -- Whoever calls it.\n    \"\"\";\n")]
    [InlineData("tests/Scripts/a.lua", "print(\"What whoever calls\")\n")]
    [InlineData("a.sh", "echo $#whoever\n")]
    [InlineData("a.md", "```lua\n-- Whoever\n```\n")]
    public void CodeAndTestDataPass(string path, string text) => Assert.Empty(Marker.Complaints(path, text));

    private static IEnumerable<string> NamesIn(string text) =>
        from sentence in Prose.Sentences(text)
        from marker in Marker.FoundIn(sentence)
        select marker.Name;
}
