namespace Aspire.Hosting;

/// <summary>
/// A failure that the person at the terminal can do something about. Its message is one line that names the cause
/// and the remedy; the host prints it without a stack trace and ends with exit code 1.
/// </summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public DistributedApplicationException() { }

    /// <summary>Creates the exception.</summary>
    public DistributedApplicationException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>A parameter has no value.</summary>
public sealed class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>Creates the exception.</summary>
    public MissingParameterValueException() { }

    /// <summary>Creates the exception.</summary>
    public MissingParameterValueException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public MissingParameterValueException(string message, Exception inner)
        : base(message, inner) { }
}
