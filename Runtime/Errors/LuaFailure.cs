using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Thrown by a managed function if the script made a mistake or the system refused a call. Scripts see it as a Lua
/// error.
/// </summary>
#pragma warning disable CA1032, CA1710 // the constructor requires a LuaError
public sealed class LuaFailure : Exception
#pragma warning restore CA1032, CA1710
{
    public LuaFailure(LuaError error)
        : base(error.Message) => Error = error;

    public LuaError Error { get; }

    /// <summary>
    /// Returns the failure for a wrong argument. <paramref name="expectation"/> is the detail for the user.
    /// </summary>
    public static LuaFailure BadArgument(int argument, string expectation, int errno = Errno.EINVAL) =>
        new(LuaError.Generic(errno) with { Argument = argument, Detail = expectation });

    /// <summary>Pushes the error as the only result of the function named <paramref name="function"/>.</summary>
    internal int Push(LuaThread stack, string function)
    {
        Error.Push(stack, function);
        return 1;
    }

    /// <summary>Pushes a string as the error.</summary>
    internal static int PushMessage(LuaThread stack, string message)
    {
        stack.Push(message);
        return 1;
    }
}
