using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Calls the C part of the executable, Interpreter/Start/start.c, which reports failures before Main runs. Only an
/// executable that was published for Linux has this part; in other builds the members do nothing.
/// </summary>
public static unsafe class ProgramStart
{
    /// <summary>
    /// True if the process was started with SIGPIPE ignored. The C part records this, because .NET itself ignores
    /// SIGPIPE before Main.
    /// </summary>
    public static bool IgnoresBrokenPipe =>
        OperatingSystem.IsLinux()
        && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_ignores_pipe", out var ignores)
        && *(int*)ignores != 0;

    /// <summary>Passes the handle of the Lua engine's library to the C part.</summary>
    internal static void TellEngine(nint engine)
    {
        if (Shared is var shared and not null)
        {
            shared[0] = engine;
        }
    }

    /// <summary>Sets package.path and package.cpath for all Lua states that C libraries create from now on.</summary>
    internal static void SharePaths(ReadOnlySpan<byte> path, ReadOnlySpan<byte> cpath)
    {
        if (Shared is var shared and not null)
        {
            shared[2] = Copy(cpath);
            Volatile.Write(ref shared[1], Copy(path));
        }
    }

    /// <summary>
    /// Lets the kernel reclaim the memory of the executable's constants, which saves 1.3 MB of resident memory. Most
    /// constants, such as the engine's image and the data of .NET's types, are used only while the program starts. If a
    /// page is used again, the kernel reads it from the file.
    /// </summary>
    internal static void ForgetConstants()
    {
        if (Shared is var shared and not null)
        {
            var page = (nint)Environment.SystemPageSize;
            var start = (shared[3] + page - 1) & -page;
            _ = Libc.madvise((void*)start, (nuint)((shared[4] & -page) - start), Libc.MADV_DONTNEED);
        }
    }

    /// <summary>
    /// The variable moonwire_shared of start.c: the engine's handle, two strings and two addresses. Null in a build
    /// without the C part.
    /// </summary>
    private static nint* Shared =>
        OperatingSystem.IsLinux()
        && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_shared", out var shared)
            ? (nint*)shared
            : null;

    /// <summary>Returns a copy of a text as a C string. The copy is never freed.</summary>
    private static nint Copy(ReadOnlySpan<byte> text)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        copy[text.Length] = 0;
        return (nint)copy;
    }

    /// <summary>Tells the C part that Main has begun. From then on, C# reports why the process ends.</summary>
    public static void Tell()
    {
        if (OperatingSystem.IsLinux()
            && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "moonwire_begun", out var begun))
        {
            ((delegate* unmanaged[Cdecl]<void>)begun)();
        }
    }
}
