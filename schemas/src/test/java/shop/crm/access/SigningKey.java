package shop.crm.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key of an issuer, which signs tokens. It knows nothing of the library that they are checked by,
 * so that what both make of RFC 7515 and 7518 is held against each other.
 *
 * @param algorithm by which it signs: RS256, PS256, ES256 or EdDSA
 * @param id which key it is among those of its issuer
 */
public record SigningKey(String algorithm, String id, KeyPair pair) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A new key of 2048 bits, P-256 or Ed25519. */
  public static SigningKey of(String algorithm, String id) {
    return new SigningKey(
        algorithm,
        id,
        switch (algorithm) {
          case "RS256", "PS256" -> rsa(2048);
          case "ES256" -> curve("secp256r1");
          case "EdDSA" -> pair("Ed25519");
          default -> throw new IllegalArgumentException(algorithm);
        });
  }

  /** A key pair of RSA. */
  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A key pair of a curve of NIST. */
  public static KeyPair curve(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(name));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String name) {
    try {
      return KeyPairGenerator.getInstance(name).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The public half as a JWK. */
  public Map<String, Object> jwk() {
    Map<String, Object> jwk =
        new LinkedHashMap<>(Map.of("kid", id, "alg", algorithm, "use", "sig"));
    switch (pair.getPublic()) {
      case RSAPublicKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", base64(unsigned(rsa.getModulus(), rsa.getModulus().bitLength() / 8)));
        jwk.put("e", base64(unsigned(rsa.getPublicExponent(), 3)));
      }
      case ECPublicKey ec -> {
        int bits = ec.getParams().getCurve().getField().getFieldSize();
        jwk.put("kty", "EC");
        jwk.put("crv", "P-" + bits);
        jwk.put("x", base64(unsigned(ec.getW().getAffineX(), (bits + 7) / 8)));
        jwk.put("y", base64(unsigned(ec.getW().getAffineY(), (bits + 7) / 8)));
      }
      default -> {
        byte[] encoded = pair.getPublic().getEncoded();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put("x", base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
      }
    }
    return jwk;
  }

  /** The same, with other members; null takes one away. */
  public Map<String, Object> jwk(String name, Object value) {
    Map<String, Object> jwk = new HashMap<>(jwk());
    jwk.put(name, value);
    jwk.values().removeIf(each -> each == null);
    return jwk;
  }

  /** A token with these claims. */
  public String sign(Map<String, ?> claims) {
    return sign(Map.of("alg", algorithm, "kid", id, "typ", "at+jwt"), claims);
  }

  /** A token with this header and these claims, signed by this key's algorithm whatever it says. */
  public String sign(Map<String, ?> header, Map<String, ?> claims) {
    return sign(json(header), json(claims));
  }

  /** A token of these texts, be they JSON or not. */
  public String sign(String header, String claims) {
    String signed = base64(header.getBytes(UTF_8)) + '.' + base64(claims.getBytes(UTF_8));
    return signed + '.' + base64(signature(signed.getBytes(UTF_8)));
  }

  /** Bytes in base64url, without padding. */
  public static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** JSON of a map. */
  public static String json(Map<String, ?> map) {
    try {
      return JSON.writeValueAsString(map);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] signature(byte[] signed) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case "RS256" -> "SHA256withRSA";
                case "PS256" -> "RSASSA-PSS";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                default -> "Ed25519";
              });
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(pair.getPrivate());
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The number in so many bytes, the first one first. */
  private static byte[] unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[length];
    int taken = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - taken, padded, length - taken, taken);
    return padded;
  }
}
