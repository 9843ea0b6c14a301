using System.CommandLine;
using static Moonwire.Interpreter.CommandLine.CommandOptions;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The command <c>test [options] [path...]</c>. Each option is handed to the Lua files by its name.</summary>
internal sealed class TestDefinition
{
    internal const string Name = "test";

    /// <summary>The hidden option with which the command starts itself for each file of tests.</summary>
    private const string WorkerName = "--worker";

    internal TestDefinition()
    {
        Paths = new Argument<string[]>("path")
        {
            Description = "Files of tests, folders, or path:LINE for the test at a line",
            Arity = ArgumentArity.ZeroOrMore,
        };
        RefuseOptions(Paths, static text => text is ['-', _, ..]);
        Command = new Command(Name, "Run tests in the style of busted (for a script named test, write ./test)")
        {
            Paths,
        };
        Options =
        [
            Whole("--jobs", "Run this many files at once (default: the number of processors)", 1, int.MaxValue),
            Seconds("--timeout", "End a test after this time (default: 30)"),
            Seconds("--run-timeout", "End the run with status 124 after this time"),
            List("--filter", "Run the tests whose name matches this Lua pattern", "pattern"),
            List("--filter-out", "Leave out the tests whose name matches this Lua pattern", "pattern"),
            List("--name", "Run the test of exactly this name", "name"),
            List("--tags", "Run the tests with one of these tags", "tag[,tag]", "-t"),
            List("--exclude-tags", "Leave out the tests with one of these tags", "tag[,tag]"),
            Flag("--shuffle", "Run files and tests in a random order"),
            Whole("--seed", "Repeat the random order of an earlier run", 0, int.MaxValue),
            Whole("--repeat", "Run each file this many times", 1, int.MaxValue),
            Flag("--fail-fast", "End the run after the first failure"),
            Flag("--list", "Print the tests and do not run them"),
            Whole("--retry", "Run a failed test again, at most this many times", 0, int.MaxValue),
            Flag("--fail-on-flaky", "Fail if a test passed only after a retry"),
            Text("--shard", "Run part K of N of the files", "K/N"),
            Text("--timings", "Balance the shards by these times of files; a run without --shard writes them", "file"),
            Flag("--watch", "Run again whatever a changed file affects, until Ctrl+C"),
            Flag("--coverage", "Record the executed lines; write lcov.info and print a summary"),
            Text("--coverage-file", "Write the coverage to this file instead", "file"),
            Flag("--last-failed", "Run the tests that failed in the last run"),
            Whole("--stress-new", "Run the files changed since --since this many times, shuffled", 1, int.MaxValue),
            Text("--since", "The git revision for --stress-new (default: HEAD)", "revision"),
            List(
                "--reporter", "Report in this way; NAME:FILE writes to a file (default: pretty)",
                "pretty|tap|junit|github|json"),
            Artifacts,
            Redactions,
            Last,
            Flag("--no-leak-check", "Do not fail a test that leaves a socket, timer, fiber or child behind"),
            Whole("--memory-limit", "Limit the memory of each file's process, in bytes", 1, long.MaxValue),
            List("--pattern", "Take the files whose name matches this Lua pattern", "pattern", "-p"),
            List("--exclude-pattern", "Leave out the files whose name matches this Lua pattern", "pattern"),
            Text("--helper", "Run this file or module before the tests of each file", "path"),
            List("-Xhelper", "An argument for the helper", "argument"),
            List("--lpath", "Put this before package.path", "path", "-m"),
            List("--cpath", "Put this before package.cpath", "path"),
            Text("--run", "Use this profile of .busted (default: default)", "profile", "-r"),
            Text("--config-file", "Read profiles from this file instead of .busted", "file", "-f"),
        ];
        Worker = new Option<bool>(WorkerName) { Hidden = true };
        Artifacts.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("'' is not a value for --artifacts: expected the path of a folder.");
            }
        });
        foreach (var option in Options.Append(Worker))
        {
            Command.Options.Add(option);
        }
    }

    internal Command Command { get; }

    internal Argument<string[]> Paths { get; }

    internal IReadOnlyList<Option> Options { get; }

    internal Option<bool> Worker { get; }

    internal Option<string?> Artifacts { get; } =
        Text("--artifacts", "Write the datagrams of each failed test to a file in this folder", "folder");

    internal Option<string[]> Redactions { get; } = RecordingDefinition.Redact();

    internal Option<long?> Last { get; } = RecordingDefinition.Last();
}
