/// Veil's version: part of the output's De-identification Method, so that the same version gives the same bytes.
public enum Version {
    public static let text = "0.1.0"
}
