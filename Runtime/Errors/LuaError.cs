using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// An error value for scripts. In Lua it is a table with <c>code</c>, <c>category</c>, and fields that help users
/// understand the error. Fields that do not apply are absent.
/// </summary>
public sealed record LuaError(ErrorCategory Category, int Code)
{
    /// <summary>The position of the wrong argument. In a method, self is at position 1.</summary>
    public int? Argument { get; init; }

    /// <summary>The Lua name of the failed operation.</summary>
    public string? Operation { get; init; }

    /// <summary>The address or the host name that the operation used.</summary>
    public string? Address { get; init; }

    public int? Port { get; init; }

    /// <summary>The type of the ICMP or ICMPv6 message that reported the error.</summary>
    public int? IcmpType { get; init; }

    public int? IcmpCode { get; init; }

    /// <summary>The address of the host that has sent the ICMP message.</summary>
    public string? Reporter { get; init; }

    /// <summary>An explanation in addition to the code's message: one sentence without a full stop.</summary>
    public string? Detail { get; init; }

    /// <summary>The source of the detail's text, if the text is made when it is first needed.</summary>
    public LateDetail? LateDetail { get; init; }

    public string Message => ErrorMessages.For(Category, Code);

    public static LuaError System(int errno) => new(ErrorCategory.System, errno);

    public static LuaError Generic(int errno) => new(ErrorCategory.Generic, errno);

    public static LuaError Runtime(int code) => new(ErrorCategory.Runtime, code);

    /// <summary>
    /// The error that unwinds a fiber because the program ends. It is a single value in Lua, and scopes, pcall and
    /// coroutines do not catch it.
    /// </summary>
    internal static LuaError Ending { get; } = new(ErrorCategory.Runtime, RuntimeErrors.Interrupted);

    /// <summary>Returns the error of a pending operation that cancel() or close() has ended.</summary>
    public static LuaError Aborted(string operation) => System(Errno.ECANCELED) with { Operation = operation };

    /// <summary>
    /// Pushes the error table. If the error has no operation, the table gets <paramref name="function"/> as its
    /// operation.
    /// </summary>
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
        if (Argument is not null && LuaTraceback.IsMethodCall(stack))
        {
            stack.Push(value: true);
            stack.SetField(-2, "by_colon");
        }

        Set(stack, "operation", Operation ?? function);
        Set(stack, "address", Address);
        Set(stack, "port", Port);
        Set(stack, "icmp_type", IcmpType);
        Set(stack, "icmp_code", IcmpCode);
        Set(stack, "reporter", Reporter);
        SetDetail(stack, function);
        Set(stack, "place", LuaTraceback.Site(stack, 0));
        ErrorRegistry.PushMetatable(stack);
        stack.SetMetatable(-2);
    }

    private void SetDetail(LuaThread stack, string? function)
    {
        if (LateDetail is { } late)
        {
            if (!ErrorRegistry.TryKeep(stack, late))
            {
                Set(stack, "detail", late.Text());
            }

            return;
        }

        Set(stack, "detail", Detail ?? Remedies.For(Category, Code, Operation ?? function, Address));
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
