namespace NotionStyle.Lab;

/// <summary>Something that the user is told in one line: the cause and the remedy. Never shown with a stack trace.</summary>
internal class LabException(string message, Exception? inner = null) : Exception(message, inner);
