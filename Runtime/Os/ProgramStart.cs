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

    /// <summary>The engine is open, as a library.</summary>
    internal static void TellEngine(nint engine)
    {
        if (Shared is var shared and not null)
        {
            shared[0] = engine;
        }
    }

    /// <summary>Gives every Lua state that a C library makes from now on these package.path and package.cpath.</summary>
    internal static void SharePaths(ReadOnlySpan<byte> path, ReadOnlySpan<byte> cpath)
    {
        if (Shared is var shared and not null)
        {
            shared[2] = Copy(cpath);
            Volatile.Write(ref shared[1], Copy(path));
        }
    }

    /// <summary>The variable moonwire_shared: the engine and two texts. Null in a plain build.</summary>
    private static nint* Shared =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_shared", out var shared)
            ? (nint*)shared
            : null;

    /// <summary>A text of C, which stays.</summary>
    private static nint Copy(ReadOnlySpan<byte> text)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        copy[text.Length] = 0;
        return (nint)copy;
    }

    /// <summary>Main runs: from here on the process has its own words for its end.</summary>
    public static void Tell()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_begun", out var begun))
        {
            ((delegate* unmanaged[Cdecl]<void>)begun)();
        }
    }
}
