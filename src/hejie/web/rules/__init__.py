"""The rules of law, promise and policy as lawyers and operators read them; everybody may."""
