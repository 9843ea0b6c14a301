using Moonwire.Tests.Support;

namespace Moonwire.Tests.Scripts;

/// <summary>
/// Streams and child processes where the kernel has neither pidfds nor RWF_NOWAIT nor close_range(2).
/// </summary>
[TestClass]
public sealed class OldKernelTests
{
    private static readonly string Root = Repository.PathOf("tests", "Scripts");

    private static readonly string[] Launcher =
    [
        "strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null",
        "-e", "trace=pidfd_open,preadv2,pwritev2,close_range",
        "-e", "inject=pidfd_open:error=ENOSYS", "-e", "inject=preadv2:error=EOPNOTSUPP",
        "-e", "inject=pwritev2:error=EOPNOTSUPP",
        "-e", "inject=close_range:error=ENOSYS",
    ];

    [Theory]
    [InlineData("streams/a_million_bytes_go_through_a_pipe_both_ways")]
    [InlineData("streams/a_write_that_was_given_up_writes_no_more")]
    [InlineData("streams/close_wakes_the_fibers_that_wait")]
    [InlineData("processes/a_child_has_the_descriptors_that_are_named_and_no_others")]
    [InlineData("processes/a_dropped_child_is_ended_and_reaped")]
    [InlineData("processes/a_wait_for_a_child_can_be_given_up")]
    [InlineData("processes/children_end_while_many_sockets_wait")]
    [InlineData("processes/close_ends_a_child_that_does_not_want_to")]
    [InlineData("processes/output_that_nobody_reads_does_not_stop_a_child")]
    public async Task Behaves(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Streams are for Linux only.");
        Tool.Require("strace");
        var script = new ScriptCase(Root, name);
        var run = await Executable.RunAsync(
            script.CommandLine, script.Folder, script.Input, script.Environment, launcher: Launcher);

        Assert.Null(ScriptRun.Complaint(run, script.Output, script.Errors, script.ExitCode));
    }
}
