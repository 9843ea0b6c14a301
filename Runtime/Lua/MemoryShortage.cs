using System.Diagnostics.CodeAnalysis;
using System.Text;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Says "not enough memory" without memory. A script gets the error that Lua raises for want of memory; where nobody catches
/// the exception, on any thread, a line that was made at the start is written, and the process ends with status 1.
/// </summary>
public static unsafe class MemoryShortage
{
    /// <summary>The error value of Lua for want of memory.</summary>
    internal static ReadOnlySpan<byte> Message => "not enough memory"u8;

    private static readonly RegistryReference Text = new(HostReference.ShortageText);
    private static readonly RegistryReference Raising = new(HostReference.ShortageRaiser);

    private static byte[] _line = [];

    /// <summary>Makes the line, and writes it where an exception for want of memory would end the process otherwise.</summary>
    /// <param name="program">The name that the line starts with.</param>
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

    /// <summary>Refuses memory before there is none: the script gets Lua's error for want of memory.</summary>
    [DoesNotReturn]
#pragma warning disable MA0012 // what takes care of an allocation that failed is to take care of this as well
    internal static void Throw() => throw new InsufficientMemoryException();
#pragma warning restore MA0012

    internal static void ThrowUnless(bool isToBeTriedAgain)
    {
        if (!isToBeTriedAgain)
        {
            Throw();
        }
    }

    /// <summary>True if the exception was thrown for want of memory. A type that could not be initialized keeps the first cause.</summary>
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

    /// <summary>Any thread: writes out what scripts have written, writes the line, and ends the process.</summary>
    public static void End()
    {
        try
        {
            LuaInstance.FlushOutput();
        }
        catch (OutOfMemoryException)
        {
            // the line is what counts
        }

        Tell();
        LuaInstance.EndProcess(1);
    }

    /// <summary>Makes what <see cref="Raise"/> needs; the metatable of tables that raise what they hold is on top and stays there.</summary>
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

    /// <summary>The running function ends: Lua raises the error value once the function has returned what this returns.</summary>
    internal static int Raise(LuaThread stack)
    {
        _ = stack.Push(Raising);
        LuaApi.lua_toclose(stack.State, -1);
        return 0;
    }
}
