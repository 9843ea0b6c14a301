using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// An error as a script sees it: a table with <c>code</c> and <c>category</c>, and what a person needs to
/// understand it. Fields that do not apply are absent.
/// </summary>
public sealed record LuaError(ErrorCategory Category, int Code)
{
    /// <summary>The position of the argument at fault, self counted as 1.</summary>
    public int? Argument { get; init; }

    /// <summary>What was tried, by its Lua name.</summary>
    public string? Operation { get; init; }

    /// <summary>The endpoint that the operation was about.</summary>
    public string? Address { get; init; }

    public int? Port { get; init; }

    /// <summary>What a stranger needs beyond the code's message, as one sentence without a full stop.</summary>
    public string? Detail { get; init; }

    public string Message => ErrorMessages.For(Category, Code);

    public static LuaError System(int errno) => new(ErrorCategory.System, errno);

    public static LuaError Generic(int errno) => new(ErrorCategory.Generic, errno);

    public static LuaError Runtime(int code) => new(ErrorCategory.Runtime, code);

    /// <summary>
    /// The error that takes a fiber out of everything that it is in, because the program ends: one value in Lua, which scopes, pcall
    /// and coroutines pass on.
    /// </summary>
    internal static LuaError Ending { get; } = new(ErrorCategory.Runtime, RuntimeErrors.Interrupted);

    /// <summary>A pending operation was given up because of cancel() or close().</summary>
    public static LuaError Aborted(string operation) => System(Errno.ECANCELED) with { Operation = operation };

    /// <summary>Pushes the error table; <paramref name="function"/> names the operation if the error does not.</summary>
    internal void Push(LuaThread stack, string? function = null)
    {
        if (ReferenceEquals(this, Ending))
        {
            ErrorRegistry.PushEnding(stack);
            return;
        }

        stack.PushTable(hash: 8);
        Set(stack, "code", Code);
        ErrorRegistry.PushCategory(stack, Category);
        stack.SetField(-2, "category");
        Set(stack, "arg", Argument);
        Set(stack, "operation", Operation ?? function);
        Set(stack, "address", Address);
        Set(stack, "port", Port);
        Set(stack, "detail", Detail ?? Remedies.For(Category, Code, Operation ?? function, Address));
        Set(stack, "place", LuaTraceback.Site(stack, 0));
        ErrorRegistry.PushMetatable(stack);
        stack.SetMetatable(-2);
    }

    private static void Set(LuaThread stack, string field, int? value)
    {
        if (value is { } number)
        {
            stack.Push((long)number);
            stack.SetField(-2, field);
        }
    }

    private static void Set(LuaThread stack, string field, string? value)
    {
        if (value is not null)
        {
            stack.Push(value);
            stack.SetField(-2, field);
        }
    }
}
