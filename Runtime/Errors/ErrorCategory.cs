namespace Moonwire.Runtime.Errors;

/// <summary>Whose numbers an error code is one of. The Lua side sees an object of the same name.</summary>
public enum ErrorCategory
{
    /// <summary>errno values as a system call returned them.</summary>
    System,

    /// <summary>errno values that the program itself determined: argument checks above all.</summary>
    Generic,

    /// <summary>The runtime's own conditions: <see cref="RuntimeErrors"/>.</summary>
    Runtime,

    /// <summary>Conditions of sockets that errno lacks, with the numbers of asio's misc category.</summary>
    Misc,
}

/// <summary>Codes of <see cref="ErrorCategory.Runtime"/>.</summary>
public static class RuntimeErrors
{
    public const int Interrupted = 13;
}

/// <summary>Codes of <see cref="ErrorCategory.Misc"/>.</summary>
public static class MiscErrors
{
    public const int AlreadyOpen = 1;
    public const int EndOfFile = 2;
    public const int NotFound = 3;
    public const int DescriptorSetFull = 4;
}
