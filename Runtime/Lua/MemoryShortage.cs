using System.Diagnostics.CodeAnalysis;
using System.Text;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Reports "not enough memory" without allocating. A script gets the error that Lua raises for lack of memory. If an
/// exception for lack of memory is not caught, this class writes a line that was made at the start, and ends the
/// process with status 1.
/// </summary>
public static unsafe class MemoryShortage
{
    /// <summary>Lua's error value for lack of memory.</summary>
    internal static ReadOnlySpan<byte> Message => "not enough memory"u8;

    private static readonly RegistryReference Text = new(HostReference.ShortageText);
    private static readonly RegistryReference Raising = new(HostReference.ShortageRaiser);

    private static byte[] _line = [];

    /// <summary>
    /// Makes the line, and writes it if an uncaught exception for lack of memory is about to end the process.
    /// </summary>
    /// <param name="program">The name at the start of the line.</param>
    public static void Prepare(string program)
    {
        _line = [.. Encoding.UTF8.GetBytes(program), .. ": "u8, .. Message, (byte)'\n'];
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is Exception exception && IsCauseOf(exception))
            {
                End();
            }
        };
    }

    /// <summary>Throws before memory runs out, so that the script gets Lua's error for lack of memory.</summary>
    [DoesNotReturn]
#pragma warning disable MA0012 // handlers of a failed allocation must handle this exception as well
    internal static void Throw() => throw new InsufficientMemoryException();
#pragma warning restore MA0012

    internal static void ThrowUnless(bool isToBeTriedAgain)
    {
        if (!isToBeTriedAgain)
        {
            Throw();
        }
    }

    /// <summary>
    /// Returns true if the exception was thrown for lack of memory, also if this prevented the initialization of a
    /// type.
    /// </summary>
    public static bool IsCauseOf(Exception exception)
    {
        var cause = exception;
        while (cause is TypeInitializationException { InnerException: { } inner })
        {
            cause = inner;
        }

        return cause is OutOfMemoryException;
    }

    /// <summary>Any thread: writes the line to standard error.</summary>
    internal static void Tell()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Libc.write(OutputDescriptor.Error, _line, (nuint)_line.Length);
        }
    }

    /// <summary>Any thread: flushes the output of scripts, writes the line, and ends the process.</summary>
    public static void End()
    {
        try
        {
            LuaInstance.FlushOutput();
        }
        catch (OutOfMemoryException)
        {
            // the line must be written in any case
        }

        Tell();
        LuaInstance.EndProcess(1);
    }

    /// <summary>
    /// Creates the values that <see cref="Raise"/> needs. The metatable of tables that raise an error must be on top,
    /// and stays there.
    /// </summary>
    internal static void Keep(LuaThread stack)
    {
        stack.Push(Message);
        stack.PopInto(Text);
        stack.PushTable(array: 1);
        stack.Push(Message);
        stack.SetElement(-2, 1);
        stack.PushCopy(-2);
        stack.SetMetatable(-2);
        stack.PopInto(Raising);
    }

    /// <summary>Pushes the error value.</summary>
    internal static int Push(LuaThread stack)
    {
        _ = stack.Push(Text);
        return 1;
    }

    /// <summary>
    /// Raises the error value after the running function has returned. The function must return this method's result.
    /// </summary>
    internal static int Raise(LuaThread stack)
    {
        _ = stack.Push(Raising);
        LuaApi.lua_toclose(stack.State, -1);
        return 0;
    }
}
