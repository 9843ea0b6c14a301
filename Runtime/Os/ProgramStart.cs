using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// What the executable for Linux has of C: Interpreter/Start/start.c, which speaks for .NET until Main runs. A plain build
/// does not have it.
/// </summary>
public static unsafe class ProgramStart
{
    /// <summary>True if the process was started with SIGPIPE ignored. .NET ignores the signal itself before Main.</summary>
    public static bool IgnoresBrokenPipe =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_ignores_pipe", out var ignores)
            && *(int*)ignores != 0;

    /// <summary>Main runs: from here on the process has its own words for its end.</summary>
    public static void Tell()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_begun", out var begun))
        {
            ((delegate* unmanaged[Cdecl]<void>)begun)();
        }
    }
}
