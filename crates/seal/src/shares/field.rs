//! GF(256) with the polynomial of AES (FIPS 197, section 4.2). No branch and no table depends on a value, so time tells nothing.

/// The product.
pub(super) fn mul(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        product ^= a & mask(b >> bit);
        a = a << 1 ^ 0x1b & mask(a >> 7);
    }
    product
}

/// `a` by `b`; zero when `b` is zero, which no two different numbers lead to. The inverse is the 254th power.
pub(super) fn div(a: u8, b: u8) -> u8 {
    let (mut power, mut inverse) = (b, 1);
    for _ in 1..8 {
        power = mul(power, power);
        inverse = mul(inverse, power);
    }
    mul(a, inverse)
}

/// All ones when the lowest bit is set, all zeros otherwise.
fn mask(bit: u8) -> u8 {
    (bit & 1).wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_that_of_aes() {
        assert_eq!(mul(0x57, 0x83), 0xc1, "the example of FIPS 197");
        assert_eq!(mul(0x57, 0x13), 0xfe, "the other one");
    }

    #[test]
    fn it_is_a_field() {
        for a in 0..=255 {
            for b in 0..=255 {
                assert_eq!(mul(a, b), mul(b, a));
                assert_eq!(mul(a, b ^ 0x35), mul(a, b) ^ mul(a, 0x35));
                if b != 0 {
                    assert_eq!(mul(div(a, b), b), a);
                }
            }
        }
    }
}
