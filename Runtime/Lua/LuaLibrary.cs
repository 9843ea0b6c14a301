using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Loads the native Lua library. On Linux, the library is a resource of this assembly. This class writes it to a memfd,
/// or to a file if that is impossible, and opens it with RTLD_GLOBAL, so that Lua C modules find its <c>lua_*</c>
/// symbols. On other systems, the library is a file next to the executable.
/// </summary>
internal static unsafe class LuaLibrary
{
    internal const string Name = "lua54";
    private const string Resource = "liblua54.so";

    private static readonly Lazy<nint> Opened = new(Open);

    internal static nint Handle => Opened.Value;

    /// <summary>True if the library was opened without a file.</summary>
    internal static bool IsFromMemory { get; private set; }

    /// <summary>
    /// Makes every P/Invoke of this assembly that names <see cref="Name"/> use <see cref="Handle"/>. Called once in
    /// each process.
    /// </summary>
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(
            typeof(LuaLibrary).Assembly, static (name, _, _) => name == Name ? Handle : 0);

    /// <summary>
    /// Returns the address of lua_error, which raises the value on top when it is the continuation of a yield.
    /// </summary>
    internal static bool TryFindError(out nint function) =>
        NativeLibrary.TryGetExport(Handle, "lua_error", out function);

    private static nint Open()
    {
        using var stream = OperatingSystem.IsLinux()
            ? typeof(LuaLibrary).Assembly.GetManifestResourceStream(Resource)
            : null;
        if (stream is not UnmanagedMemoryStream image)
        {
            return NativeLibrary.Load(
                Name,
                typeof(LuaLibrary).Assembly,
                DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories);
        }

        var bytes = new ReadOnlySpan<byte>(image.PositionPointer, checked((int)image.Length));
        var handle = FromMemory(bytes, out var problem);
        IsFromMemory = handle != 0;
        handle = IsFromMemory ? handle : FromFile(bytes, problem);
        ProgramStart.TellEngine(handle);
        return handle;
    }

    /// <summary>
    /// Loads the library from memory. Returns 0 if the kernel has no memfd, or if /proc or a free descriptor is
    /// missing.
    /// </summary>
    private static nint FromMemory(ReadOnlySpan<byte> bytes, out string problem)
    {
        var descriptor = Libc.memfd_create("moonwire-lua54"u8, Libc.MFD_CLOEXEC);
        if (descriptor < 0)
        {
            problem = $"memfd_create failed: {Marshal.GetLastPInvokeErrorMessage()}";
            return 0;
        }

        var handle = TryWrite(descriptor, bytes, out problem) ? Load($"/proc/self/fd/{descriptor}", out problem) : 0;
        _ = Libc.close(descriptor);
        return handle;
    }

    /// <summary>
    /// Loads the library from a temporary file, and removes the file. Closes the descriptor before loading, because the
    /// process may have only one descriptor left.
    /// </summary>
    /// <param name="bytes">The library.</param>
    /// <param name="problem">The reason why the library cannot be loaded from memory.</param>
    private static nint FromFile(ReadOnlySpan<byte> bytes, string problem)
    {
        string?[] folders = [Environment.GetEnvironmentVariable("TMPDIR"), "/tmp", "/dev/shm", "/var/tmp"];
        foreach (var folder in folders)
        {
            if (string.IsNullOrEmpty(folder))
            {
                continue;
            }

            var path = Encoding.UTF8.GetBytes(folder + "/moonwire-lua54-XXXXXX\0");
            int descriptor;
            fixed (byte* template = path)
            {
                descriptor = Libc.mkstemp(template);
            }

            if (descriptor < 0)
            {
                problem += $"; a file in {folder}: {Marshal.GetLastPInvokeErrorMessage()}";
                continue;
            }

            var isWritten = TryWrite(descriptor, bytes, out var reason);
            _ = Libc.close(descriptor);
            var handle = isWritten ? Load(Encoding.UTF8.GetString(path[..^1]), out reason) : 0;
            fixed (byte* name = path)
            {
                _ = Libc.unlink(name);
            }

            if (handle != 0)
            {
                return handle;
            }

            problem += $"; a file in {folder}: {reason}";
        }

        throw new DllNotFoundException(problem);
    }

    private static nint Load(string path, out string problem)
    {
        var handle = Libc.dlopen(path, Libc.RTLD_NOW | Libc.RTLD_GLOBAL);
        problem = handle != 0 ? "" : $"dlopen failed: {Marshal.PtrToStringUTF8(Libc.dlerror())}";
        return handle;
    }

    private static bool TryWrite(int descriptor, ReadOnlySpan<byte> bytes, out string problem)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.write(descriptor, bytes, (nuint)bytes.Length);
            if (written < 0)
            {
                problem = $"writing the Lua library failed: {Marshal.GetLastPInvokeErrorMessage()}";
                return false;
            }

            bytes = bytes[(int)written..];
        }

        problem = "";
        return true;
    }
}
