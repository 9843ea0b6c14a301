using System.Net;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// The function of a Lua file of --redact: <c>redact(datagram: string, info: table) -> string</c>, which returns the
/// bytes to record. It runs in a state of its own (<see cref="LuaSandbox"/>).
/// </summary>
public sealed unsafe class RedactFunction
{
    private readonly LuaSandbox _sandbox;
    private PacketEndpoint _address;
    private bool _hasAddress;

    private RedactFunction(LuaSandbox sandbox, string path)
    {
        _sandbox = sandbox;
        Path = path;
    }

    /// <summary>The path of the file.</summary>
    internal string Path { get; }

    /// <summary>Runs a file, which must return a function. Returns null and the reason if this fails.</summary>
    internal static RedactFunction? Load(
        ReadOnlySpan<byte> shim, ReadOnlySpan<byte> source, string path, out string problem) =>
        LuaSandbox.Load(shim, source, path, out problem) is { } sandbox ? new RedactFunction(sandbox, path) : null;

    /// <summary>
    /// Calls the function, and overwrites the datagram by the result. Returns false and the reason if the function
    /// fails.
    /// </summary>
    /// <param name="datagram">All bytes of the datagram.</param>
    /// <param name="isSent">True for a datagram that the script sends.</param>
    /// <param name="localPort">The port of the socket, or 0.</param>
    /// <param name="remote">The other endpoint, or null.</param>
    /// <param name="isChanged">True if a byte was changed.</param>
    /// <param name="problem">The reason of a failure.</param>
    internal bool TryApply(
        Span<byte> datagram,
        bool isSent,
        int localPort,
        PacketEndpoint* remote,
        out bool isChanged,
        out string problem)
    {
        isChanged = false;
        var stack = _sandbox.Stack;
        if (remote is not null)
        {
            KeepAddress(*remote);
        }

        _sandbox.PushFunction();
        stack.Push((ReadOnlySpan<byte>)datagram);
        stack.Push(isSent);
        PushPort(localPort);
        if (remote is null)
        {
            stack.PushNil();
        }
        else
        {
            _sandbox.PushKept();
        }

        PushPort(remote is null ? 0 : remote->Port);
        if (!_sandbox.TryCall(5, out problem))
        {
            return false;
        }

        if (stack.TypeOf(-1) != LuaType.String)
        {
            problem = "it has not returned a string";
        }
        else
        {
            var result = stack.ToBytes(-1);
            if (result.Length == datagram.Length)
            {
                isChanged = !result.SequenceEqual(datagram);
                result.CopyTo(datagram);
            }
            else
            {
                problem = $"it has returned {result.Length} bytes for a datagram of {datagram.Length} bytes";
            }
        }

        stack.Pop();
        return problem.Length == 0;
    }

    private void PushPort(int port)
    {
        if (port == 0)
        {
            _sandbox.Stack.PushNil();
        }
        else
        {
            _sandbox.Stack.Push((long)port);
        }
    }

    /// <summary>Keeps the text of an address, unless the last datagram had the same address.</summary>
    private void KeepAddress(in PacketEndpoint remote)
    {
        if (_hasAddress && _address.HasAddressOf(remote))
        {
            return;
        }

        _address = remote;
        _hasAddress = true;
        Span<byte> bytes = stackalloc byte[PacketEndpoint.V6Size];
        remote.CopyTo(bytes);
        bytes = bytes[..remote.Size];
        _sandbox.Stack.Push(
            (remote.IsV6 ? new IPAddress(bytes, remote.Scope) : new IPAddress(bytes)).ToString());
        _sandbox.Keep();
    }
}
