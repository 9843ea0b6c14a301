namespace Moonwire.Tests.Support;

/// <summary>The tests' C code: the files of the folder CLibraries, compiled when a test first needs one.</summary>
internal static class CLibrary
{
    private static readonly Lazy<Task<string>> Calls = new(() => CompileAsync("calls", ".so", "-shared", "-fPIC"));
    private static readonly Lazy<Task<string>> Refuse = new(() => CompileAsync("refuse", ""));

    /// <summary>Returns the beginning of a script that has the Lua C module of calls.c as <c>c</c>.</summary>
    public static async Task<string> CallsAsync() =>
        $"package.cpath = '{Path.GetDirectoryName(await Calls.Value)}/?.so;' .. package.cpath local c = require "
            + "'calls' ";

    /// <summary>Returns the command prefix that makes the kernel refuse system calls.</summary>
    /// <param name="errno">The errno of a refused call: ENOSYS as in an old kernel, EPERM as in many sandboxes.</param>
    /// <param name="calls">The names of the system calls.</param>
    public static async Task<string[]> RefusingAsync(int errno, params string[] calls) =>
        [await Refuse.Value, $"{errno}", .. calls, "--"];

    private static async Task<string> CompileAsync(string name, string ending, params string[] options)
    {
        Tool.Require(OperatingSystem.IsLinux(), "the C files are for Linux");
        Tool.Require("gcc");
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var path = folder.PathOf(name + ending);
        _ = await Tool.RunAsync(
            "gcc", ["-Wall", "-Wextra", "-Werror", "-O1", .. options, "-o", path, Repository.PathOf(
                "tests", "Moonwire.Tests", "CLibraries", name + ".c")]);
        return path;
    }
}
