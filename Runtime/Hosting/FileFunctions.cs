using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>The managed functions that <c>files.lua</c> adds to Lua's io and os.</summary>
internal static class FileFunctions
{
    internal static void AddTo(ModuleBuilder builder)
    {
        if (!OperatingSystem.IsWindows())
        {
            builder.Add("popen", Popen).Add("tmpname", TemporaryName);
        }
    }

    /// <summary><c>popen(command: string, mode: string) -> file</c>, or nil, a message and errno.</summary>
    private static int Popen(LuaCall call)
    {
        var command = call.Bytes(1);
        if (TryPopen(call, out var errno))
        {
            return 1;
        }

        if (DescriptorLimit.IsReached(errno))
        {
            DescriptorLimit.Collect(call);
            if (TryPopen(call, out errno))
            {
                return 1;
            }
        }

        call.Stack.PushNil();
        call.Stack.Push(LuaText.Decode(command) + ": " + Marshal.GetPInvokeErrorMessage(errno));
        call.Stack.Push((long)errno);
        return 3;
    }

    private static bool TryPopen(LuaCall call, out int errno) =>
        ProcessStream.TryOpen(call.Stack, call.Bytes(1), call.Bytes(2), out errno);

    /// <summary>
    /// <c>tmpname() -> string|nil</c>: creates an empty file that only this user can read and write, and returns its
    /// name.
    /// </summary>
    private static int TemporaryName(LuaCall call)
    {
        DescriptorLimit.MakeRoom(call);
        Span<byte> path = stackalloc byte[32];
        return ProcessStream.TryMakeFile(path, out var length) ? call.Return(path[..length]) : call.ReturnNil();
    }
}
